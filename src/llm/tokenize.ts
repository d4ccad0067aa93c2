/** How many tokens a text has, as o200k (GPT-4o and later) would cut it: exact for those models, near for the others. */
export type CountTokens = (text: string) => number;

/** The tokens that o200k (GPT-4o and later) makes of a text, by their numbers. */
export type Tokenize = (text: string) => readonly number[];

/**
 * What o200k cuts text into takes it time quadratic in its length (12 s on 200,000 equal letters): longer ones are cut by
 * us, and may then count a little less.
 */
const LONG_RUN = /[\p{L}\p{M}]{201,}|[^\s\p{L}\p{N}]{201,}|\s{201,}/gu;
const PIECES = /.{1,200}/gsu; // no character is cut in two

/** Whether a text is cut into pieces of ours. */
export function isCutAnew(text: string): boolean {
  return text.search(LONG_RUN) >= 0;
}

/** Loads the vocabulary (77 MB resident), so only where a provider's tokens have to be counted. */
export async function loadTokenize(): Promise<Tokenize> {
  const { encode } = await import('gpt-tokenizer/encoding/o200k_base');
  const asText = { disallowedSpecial: new Set<string>() }; // "<|endoftext|>" in a document is text like any other
  return function tokenize(text) {
    const ids: number[] = [];
    for (const piece of pieces(text)) for (const id of encode(piece, asText)) ids.push(id);
    return ids;
  };
}

function* pieces(text: string): Generator<string> {
  let at = 0;
  for (const { 0: run, index } of text.matchAll(LONG_RUN)) {
    if (index > at) yield text.slice(at, index);
    for (const [piece] of run.matchAll(PIECES)) yield piece;
    at = index + run.length;
  }
  if (at < text.length) yield text.slice(at);
}
