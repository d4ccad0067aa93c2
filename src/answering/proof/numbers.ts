import type { EvidenceWord, SentenceEvidence } from './evidence.ts';
import { isSameQuantity, type Quantity } from './figures.ts';
import { isBeforeDay, isCountOfNames, isDayIn } from './implied-numbers.ts';
import { countsOther, isBound, isLikeYear, isMisplaced } from './number-places.ts';
import { beginsBack, isInSentence } from './related-words.ts';
import { HAS_CAPITAL } from './scripts.ts';

/** A number must stand in the evidence as often, and there it must count the same: what surrounds it is alike. */
export function numbersHold(statement: SentenceEvidence, near: readonly SentenceEvidence[]): boolean {
  return statement.figures.numbers.every((number) => {
    const holding = near.filter((sentence) => hasNumber(number, sentence));
    if (holding.length === 0)
      return (
        isCountOfNames(statement, number, near) ||
        (isBeforeDay(statement, number) && near.some((sentence) => isDayIn(number, sentence)))
      );
    if (timesIn(number, [statement]) > timesIn(number, holding)) return false;
    const said = partAround(statement, number);
    const around = holding.some((sentence) => isSaidBack(said, sentence)) ? said : contentAround(statement, number);
    const sharedBy = (sentence: SentenceEvidence) =>
      around
        .filter((word) => isInSentence(word, sentence))
        .reduce((sum, word) => sum + (HAS_CAPITAL.test(word.written) ? 2 : 1), 0);
    const weights = around.map(
      (word) => 1 / Math.max(1, near.filter((sentence) => isInSentence(word, sentence)).length),
    );
    const weightIn = (sentence: SentenceEvidence) =>
      around.reduce((sum, word, at) => sum + (isInSentence(word, sentence) ? weights[at]! : 0), 0);
    const least = Math.min(
      around.length > SHARED ? SHARED : 1,
      around.filter((word) => near.some((sentence) => isInSentence(word, sentence))).length,
    ); // of two facts in few words, each has its own
    const shared = Math.max(...holding.map(sharedBy));
    const rivals = near.filter(
      (sentence) =>
        !holding.includes(sentence) &&
        sentence.figures.numbers.some((one) => isRival(one, sentence, number, statement)),
    );
    return (
      shared >= least &&
      !(
        rivals.length > 0 &&
        !hasAll(statement, holding) &&
        rivals.some(
          (rival) => sharedBy(rival) > shared && weightIn(rival) >= Math.max(...holding.map(weightIn)) + AHEAD,
        )
      ) &&
      !isMisplaced(statement, number, near) &&
      !countsOther(statement, number, near) &&
      (!isBound(statement, number) ||
        holding.some((sentence) =>
          sentence.figures.numbers.some((one) => isSameQuantity(one, number) && isBound(sentence, one)),
        ))
    );
  });
}

/** Content words around a number, by which it is known what it counts, and how many of them its evidence has. */
const NEIGHBOURS = 6;
const SHARED = 2;
/** A sentence with another number that has so much more of them is the one that the statement speaks of; a word of one sentence alone counts 1. */
const AHEAD = 0.9;

/** Whether one sentence has all of several numbers: it is that one then. */
function hasAll({ figures: { numbers } }: SentenceEvidence, holding: readonly SentenceEvidence[]): boolean {
  return numbers.length > 1 && holding.some((sentence) => numbers.every((number) => hasNumber(number, sentence)));
}

/** Whether two numbers could stand in each other's place: years, or quantities of one dimension. */
function isRival(one: Quantity, there: SentenceEvidence, number: Quantity, here: SentenceEvidence): boolean {
  return isLikeYear(one, there) === isLikeYear(number, here) && one.unit?.dimension === number.unit?.dimension;
}

const AND = /\s(?:and|but|und|aber|y|e|pero|и|а|но|et|mais)\s/iu;

/** Content words of the part of a clause that "and" leaves to a number: "… and ended in 1763". */
function partAround(statement: SentenceEvidence, number: Quantity): EvidenceWord[] {
  return contentAround(statement, number).filter(({ start, end }) => {
    const between =
      end <= number.start ? statement.text.slice(end, number.start) : statement.text.slice(number.end, start);
    return !AND.test(between);
  });
}

/** "It ended in 1763": all that is said with the number, and no word of what it speaks of. */
function isSaidBack(said: readonly EvidenceWord[], sentence: SentenceEvidence): boolean {
  return said.length > 0 && beginsBack(sentence) && said.every((word) => isInSentence(word, sentence));
}

/** The nearest ones of its clause, where that has enough of them. */
function contentAround({ words, text }: SentenceEvidence, { start, end }: Quantity): EvidenceWord[] {
  const between = (word: EvidenceWord) =>
    word.end <= start ? text.slice(word.end, start) : text.slice(end, word.start);
  const content = words.filter(({ isContent }) => isContent);
  const ofClause = content.filter((word) => !/[,،，;；]/.test(between(word)));
  return (ofClause.length > 0 ? ofClause : content)
    .sort((a, b) => between(a).length - between(b).length)
    .slice(0, NEIGHBOURS);
}

function timesIn(number: Quantity, sentences: readonly SentenceEvidence[]): number {
  return sentences.flatMap(({ figures }) => figures.numbers).filter((one) => isSameQuantity(number, one)).length;
}

export function hasNumber(number: Quantity, { figures }: SentenceEvidence): boolean {
  return figures.numbers.some((one) => isSameQuantity(number, one));
}
