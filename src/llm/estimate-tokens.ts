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
/**
 * Claude 2's vocabulary was the last that was published. Newer models make up to 60 % more of what is one token of both, in
 * English and code; what Claude 2 already cuts into pieces, as most of other languages, has less to grow.
 */
const CLAUDE_MARGINS = { word: 1.6, pieces: 1.3 };

/** By the tokens of o200k: their number, or what each of them costs in the model's own vocabulary, with a margin. */
export function createEstimate(tokenize: Tokenize, vocabulary: Vocabulary, costs: TokenCosts | null): Estimate {
  const { word, pieces } = vocabulary === 'claude' ? CLAUDE_MARGINS : { word: MARGIN, pieces: MARGIN };
  return {
    isExact: costs === null,
    tokensOf(text) {
      const ids = tokenize(text);
      if (costs === null) return isCutAnew(text) ? atMostBytes(ids.length, ids.length * MARGIN, text) : ids.length;
      let [tokens, words] = [0, 0];
      for (const id of ids) {
        const cost = costs[id] ?? 1;
        tokens += cost;
        if (cost === 1) words += 1;
      }
      return atMostBytes(tokens, words * word + (tokens - words) * pieces, text);
    },
  };
}

/** No vocabulary makes more tokens of a text than it has bytes, but one to begin with, and those counted already. */
function atMostBytes(counted: number, estimated: number, text: string): number {
  return Math.min(Math.ceil(estimated), Math.max(counted, Buffer.byteLength(text) + 1));
}
