import type { SentenceEvidence } from './evidence.ts';
import type { Quantity } from './figures.ts';
import { nameRunsIn } from './name-runs.ts';
import { isInSentence } from './related-words.ts';

/** "Two engineers", where a sentence of the same words names two. */
export function isCountOfNames(
  statement: SentenceEvidence,
  { values: [value = 0], unit, start, end }: Quantity,
  near: readonly SentenceEvidence[],
): boolean {
  const isInWords = !/\p{Nd}/u.test(statement.text.slice(start, end));
  if (unit !== null || !isInWords || value < 2 || value > MOST_NAMES) return false;
  const content = statement.words.filter(({ isContent }) => isContent);
  const isSame = (sentence: SentenceEvidence) =>
    content.filter((word) => isInSentence(word, sentence)).length >= MOST_OF * content.length;
  return near.some(
    (sentence) => isSame(sentence) && nameRunsIn(sentence).filter(({ words }) => words.length > 1).length === value,
  );
}

const MOST_NAMES = 5;
const MOST_OF = 0.7;

/** The first of a range. */
export function isBeforeDay({ text }: SentenceEvidence, { end }: Quantity): boolean {
  return /^(?:\.?$|\.?\s?(?:[-–—]|to|bis|a[l ]|по|до|and|und|y|إلى|至))/u.test(text.slice(end, end + 8));
}

/** "From 14 to 18 March": the day of a date that is written elsewhere with its month. */
export function isDayIn({ values: [value], unit }: Quantity, { figures }: SentenceEvidence): boolean {
  return (
    unit === null &&
    (figures.dates.some(({ readings }) => readings.some(({ day }) => day === value)) ||
      figures.periods.some(({ from }) => from / 100 + 1 === value))
  );
}
