import type { EvidenceWord, SentenceEvidence } from './evidence.ts';
import { isSameQuantity, type Quantity } from './figures.ts';
import { alike } from './substitutions.ts';

/** Words on each side that are compared, and how many must agree to say that a number stands in the same place. */
const SIDE = 4;
const SAME_PLACE = 3;

/** Whether another number stands between the same words in the evidence, and this one nowhere so. */
export function isMisplaced(
  statement: SentenceEvidence,
  written: Quantity,
  near: readonly SentenceEvidence[],
): boolean {
  const [left, right] = sidesOf(statement, written);
  let own = 0;
  let others = 0;
  for (const sentence of near)
    for (const number of sentence.figures.numbers) {
      const [otherLeft, otherRight] = sidesOf(sentence, number);
      const [before, after] = [alike(left, otherLeft), alike(right, otherRight)];
      if (isSameQuantity(written, number)) own = Math.max(own, before + after);
      else if (before > 0 && after > 0) others = Math.max(others, before + after);
    }
  return others >= SAME_PLACE && others > own;
}

/** "4,500 nurses", where the evidence has 4,500 patients and 62 nurses. */
export function countsOther(
  statement: SentenceEvidence,
  written: Quantity,
  near: readonly SentenceEvidence[],
): boolean {
  const [, [counted]] = sidesOf(statement, written);
  if (!counted?.isContent || written.unit || isLikeYear(written, statement)) return false;
  let isElsewhere = false;
  for (const sentence of near)
    for (const number of sentence.figures.numbers) {
      const [, after] = sidesOf(sentence, number);
      const isSame = isSameQuantity(written, number);
      const reach = isSame ? SIDE : 1;
      if (!after.slice(0, reach).some(({ term }) => term === counted.term)) continue;
      if (isSame) return false;
      if (!isLikeYear(number, sentence)) isElsewhere = true;
    }
  return isElsewhere;
}

/** "More than 62", "fewer than 62". */
export function isBound({ text }: SentenceEvidence, { start }: Quantity): boolean {
  return BOUND.test(text.slice(Math.max(0, start - BOUND_CHARS), start));
}

const BOUND =
  /(?:(?:more|less|fewer|greater|higher) than|over|above|under|below|exceed\p{L}*|at (?:least|most)|mehr als|weniger als|über|unter|mindestens|höchstens|más de|menos de|al menos|como mínimo|более|больше|менее|меньше|свыше|не менее|أكثر من|أقل من|يزيد على|超过|多于|少于|不到|至少|以上)\s?$/iu;
const BOUND_CHARS = 14;

/** The words before a number, the nearest first, and those behind it. */
function sidesOf({ words }: SentenceEvidence, { start, end }: Quantity): [EvidenceWord[], EvidenceWord[]] {
  const before = words.filter((word) => word.end <= start);
  return [before.slice(-SIDE).reverse(), words.filter((word) => word.start >= end).slice(0, SIDE)];
}

export function isLikeYear(
  { values: [value = 0], unit, start, end, isYear }: Quantity,
  { text, words }: SentenceEvidence,
): boolean {
  if (isYear) return true;
  if (unit !== null || !Number.isInteger(value) || value < 1000 || value > 2100 || end - start > 5) return false;
  const next = words.find((word) => word.start >= end);
  return !next?.isContent || !/^[\s\u00a0]$/.test(text.slice(end, next.start));
}
