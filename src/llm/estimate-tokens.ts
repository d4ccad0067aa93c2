import type { TokenCosts } from './token-costs.ts';
import type { CountTokens, Tokenize } from './tokenize.ts';
import { isCutAnew } from './tokenize.ts';
import type { Vocabulary } from './vocabularies.ts';

/** Not fewer tokens than a model makes of a text, and at most twice as many and a few. `isExact`: by its own vocabulary. */
export type Estimate = { readonly tokensOf: CountTokens; readonly isExact: boolean };

/**
 * What neighbouring tokens of o200k can come to on top in another vocabulary, whose tokens end elsewhere: 5 % was the most
 * measured, of random tokens in any order (bench/vocabularies.ts); and runs that o200k would cut otherwise than we do, 4.5 %.
 */
const MARGIN = 1.1;
/** Newer models publish no vocabulary, and count up to 60 % more than Claude 2, whose vocabulary was the last. */
const CLAUDE_MARGIN = 1.6;

/** By the tokens of o200k: their number, or what each of them costs in the model's own vocabulary, with a margin. */
export function createEstimate(tokenize: Tokenize, vocabulary: Vocabulary, costs: TokenCosts | null): Estimate {
  const margin = vocabulary === 'claude' ? CLAUDE_MARGIN : MARGIN;
  const isExact = costs === null;
  return {
    isExact,
    tokensOf(text) {
      const ids = tokenize(text);
      if (isExact) return isCutAnew(text) ? atMostBytes(ids.length, MARGIN, text) : ids.length;
      let tokens = 0;
      for (const id of ids) tokens += costs[id] ?? 1;
      return atMostBytes(tokens, margin, text);
    },
  };
}

/** No vocabulary makes more tokens of a text than it has bytes, but one to begin with, and those counted already. */
function atMostBytes(tokens: number, margin: number, text: string): number {
  return Math.min(Math.ceil(tokens * margin), Math.max(tokens, Buffer.byteLength(text) + 1));
}
