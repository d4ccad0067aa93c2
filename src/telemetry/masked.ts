/** A message of somebody else's code without what it quotes: values stand in quotes, in parentheses, or are URLs. */
export function masked(message: string): string {
  return message
    .replace(/(["'`]).*?\1/gs, '$1…$1')
    .replace(/\([^)]*\)/gs, '(…)')
    .replace(/\b[a-z][a-z\d+.-]*:\/\/\S+/gi, '…')
    .slice(0, 300);
}
