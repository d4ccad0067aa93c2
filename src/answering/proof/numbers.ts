import type { SentenceEvidence } from './evidence.ts';
import { hasWord } from './related-words.ts';

/** A number must stand in the evidence as often, in a sentence that shares words with what surrounds it in the statement. */
export function numbersHold(statement: SentenceEvidence, near: readonly SentenceEvidence[]): boolean {
  return statement.numbers.every(({ values, start }) => {
    const holding = near.filter((sentence) => hasNumber(values, sentence));
    if (holding.length === 0 || timesIn(values, [statement]) > timesIn(values, holding)) return false;
    const around = statement.words
      .filter(({ isContent }) => isContent)
      .sort((a, b) => Math.abs(a.start - start) - Math.abs(b.start - start))
      .slice(0, NEIGHBOURS);
    const shared = around.length > SHARED_NEIGHBOURS ? SHARED_NEIGHBOURS : Math.min(1, around.length); // of two facts in few words, each has its own
    return holding.some(({ terms }) => around.filter((word) => hasWord(word, terms)).length >= shared);
  });
}

/** Content words around a number, by which it is known what it counts, and how many of them its evidence has. */
const NEIGHBOURS = 4;
const SHARED_NEIGHBOURS = 2;

function timesIn(values: readonly string[], sentences: readonly SentenceEvidence[]): number {
  const numbers = sentences.flatMap((sentence) => sentence.numbers);
  return numbers.filter((number) => number.values.some((value) => values.includes(value))).length;
}

export function hasNumber(values: readonly string[], { numbers }: SentenceEvidence): boolean {
  return numbers.some((number) => number.values.some((value) => values.includes(value)));
}

/** Months must be those of the evidence. */
export function monthsHold({ months }: SentenceEvidence, near: readonly SentenceEvidence[]): boolean {
  return [...months].every((month) => near.some((sentence) => sentence.months.has(month)));
}
