import type { PassageEvidence, SentenceEvidence } from './evidence.ts';
import { hasNumber } from './numbers.ts';
import { hasPart, hasWord } from './related-words.ts';

/** Sentences side by side that one statement may be drawn from. */
const WINDOW = 3;
/** The share of a statement's content words that its evidence must have. */
const COVERAGE = 0.6;
const FEW_WORDS = 2;

/** The sentences side by side that have most of the statement: its words, and its numbers twice. */
export function bestWindow(statement: SentenceEvidence, { sentences }: PassageEvidence): SentenceEvidence[] {
  const content = statement.words.filter(({ isContent }) => isContent);
  let best: SentenceEvidence[] = [];
  let most = -1;
  for (let at = 0; at < sentences.length; at++) {
    const window = sentences.slice(at, at + WINDOW);
    const words = content.filter((word) => window.some((one) => hasWord(word, one.terms))).length;
    const numbers = statement.numbers.filter((number) => window.some((one) => hasNumber(number.values, one))).length;
    if (words + 2 * numbers > most) [most, best] = [words + 2 * numbers, window];
  }
  return best;
}

/** Most content words of a statement must be in its evidence. */
export function wordsHold(
  { words }: SentenceEvidence,
  near: readonly SentenceEvidence[],
  passages: readonly PassageEvidence[],
): boolean {
  const content = words.filter(({ isContent }) => isContent);
  const met = content.filter(
    (word) => near.some(({ terms }) => hasWord(word, terms)) || passages.some((passage) => hasPart(word, passage)),
  ).length;
  return met >= (content.length <= FEW_WORDS ? content.length : COVERAGE * content.length);
}
