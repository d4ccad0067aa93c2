import type { WrittenNumber } from '../../text/numbers.ts';
import type { EvidenceWord, SentenceEvidence } from './evidence.ts';
import { hasWord } from './related-words.ts';

type Numbers = readonly string[];

/** A number must stand in the evidence as often, and there it must count the same: what surrounds it is alike. */
export function numbersHold(statement: SentenceEvidence, near: readonly SentenceEvidence[]): boolean {
  return statement.numbers.every((number) => {
    const { values } = number;
    const holding = near.filter((sentence) => hasNumber(values, sentence));
    if (holding.length === 0 || timesIn(values, [statement]) > timesIn(values, holding)) return false;
    const around = contentAround(statement, number);
    const sharedBy = ({ terms }: SentenceEvidence) => around.filter((word) => hasWord(word, terms)).length;
    const least = around.length > SHARED ? SHARED : Math.min(1, around.length); // of two facts in few words, each has its own
    const shared = Math.max(...holding.map(sharedBy));
    const rivals = near.filter((sentence) => sentence.numbers.length > 0 && !holding.includes(sentence));
    return (
      shared >= least &&
      !rivals.some((rival) => sharedBy(rival) >= shared + AHEAD) &&
      !isMisplaced(statement, number, near)
    );
  });
}

/** Content words around a number, by which it is known what it counts, and how many of them its evidence has. */
const NEIGHBOURS = 6;
const SHARED = 2;
/** A sentence with another number that has so many more of them is the one that the statement speaks of. */
const AHEAD = 2;

/** The nearest ones of its clause, where that has enough of them. */
function contentAround({ words, text }: SentenceEvidence, { start, end }: WrittenNumber): EvidenceWord[] {
  const between = (word: EvidenceWord) =>
    word.end <= start ? text.slice(word.end, start) : text.slice(end, word.start);
  const content = words.filter(({ isContent }) => isContent);
  const ofClause = content.filter((word) => !/[,،，;；]/.test(between(word)));
  return (ofClause.length >= SHARED ? ofClause : content)
    .sort((a, b) => between(a).length - between(b).length)
    .slice(0, NEIGHBOURS);
}

/** Words on each side that are compared, and how many must agree to say that a number stands in the same place. */
const SIDE = 4;
const SAME_PLACE = 3;

/** Whether another number stands between the same words in the evidence, and this one nowhere so. */
function isMisplaced(statement: SentenceEvidence, written: WrittenNumber, near: readonly SentenceEvidence[]): boolean {
  const [left, right] = sidesOf(statement, written);
  let own = 0;
  let others = 0;
  for (const sentence of near)
    for (const number of sentence.numbers) {
      const [otherLeft, otherRight] = sidesOf(sentence, number);
      const [before, after] = [alike(left, otherLeft), alike(right, otherRight)];
      if (number.values.some((value) => written.values.includes(value))) own = Math.max(own, before + after);
      else if (before > 0 && after > 0) others = Math.max(others, before + after);
    }
  return others >= SAME_PLACE && others > own;
}

/** The words before a number, the nearest first, and those behind it. */
function sidesOf({ words }: SentenceEvidence, { start, end }: WrittenNumber): [EvidenceWord[], EvidenceWord[]] {
  const before = words.filter((word) => word.end <= start);
  return [before.slice(-SIDE).reverse(), words.filter((word) => word.start >= end).slice(0, SIDE)];
}

function alike(some: readonly EvidenceWord[], others: readonly EvidenceWord[]): number {
  const differing = some.findIndex(({ term }, at) => others[at]?.term !== term);
  return differing < 0 ? some.length : differing;
}

function timesIn(values: Numbers, sentences: readonly SentenceEvidence[]): number {
  const numbers = sentences.flatMap((sentence) => sentence.numbers);
  return numbers.filter((number) => number.values.some((value) => values.includes(value))).length;
}

export function hasNumber(values: Numbers, { numbers }: SentenceEvidence): boolean {
  return numbers.some((number) => number.values.some((value) => values.includes(value)));
}

/** Months must be those of the evidence. */
export function monthsHold({ months }: SentenceEvidence, near: readonly SentenceEvidence[]): boolean {
  return [...months].every((month) => near.some((sentence) => sentence.months.has(month)));
}
