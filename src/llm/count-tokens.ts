/** Tokens of a text, as o200k (GPT-4o and later) would cut it: exact for those models, an estimate for the others. */
export type CountTokens = (text: string) => number;

/** The tokenizer takes time quadratic in the length of a run (12 s on 200,000 equal letters): longer ones are cut. */
const LONG_RUN = /\S{201}|\s{201}/;
const PIECES = / ?\S{1,200}|\s{1,200}/gu; // no character is cut in two

/** Whether a text is cut into pieces of ours before it is counted, which o200k might cut otherwise. */
export function isCutAnew(text: string): boolean {
  return LONG_RUN.test(text);
}

/** Loads the vocabulary (77 MB resident), so only where a provider's tokens have to be counted. */
export async function loadCountTokens(): Promise<CountTokens> {
  const { countTokens } = await import('gpt-tokenizer/encoding/o200k_base');
  const asText = { disallowedSpecial: new Set<string>() }; // "<|endoftext|>" in a document is text like any other
  return (text) => {
    if (!isCutAnew(text)) return countTokens(text, asText);
    let tokens = 0;
    for (const [piece] of text.matchAll(PIECES)) tokens += countTokens(piece, asText);
    return tokens;
  };
}
