/** A bracket behind a sentence or a clause: then those behind words are footnotes as well. */
export const FOOTNOTE = /[\p{L}\p{N}][.,;:]\[\d{1,3}\]/u;

/** "The set is [1, 2, 3]": a list that the sentence needs. */
export function isObject(left: string, numbers: readonly number[]): boolean {
  return (
    numbers.length > 2 &&
    /(?:\b(?:is|are|was|were|be|equals?|set|list|vector|array|interval|tuple)|=|∈)\s?$/u.test(left.trimEnd())
  );
}

/** Back quotes since the last blank line: behind an odd one is code. */
export function ticksIn(text: string): number {
  return (text.split(/\n\s*\n/).at(-1) ?? '').split('`').length - 1;
}

/** Names that a text indexes as code does: by 0, or beside an operator. */
export function arraysIn(text: string): string[] {
  return [...text.matchAll(/([A-Za-z_$][\w$]*)\[(?:0\]|\d{1,6}\](?=\s?(?:[=+*/<>;(]|\.\w))|[a-z]\])/g)].map(
    ([, name = '']) => name,
  );
}
