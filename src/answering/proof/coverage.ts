import type { EvidenceWord, PassageEvidence, SentenceEvidence } from './evidence.ts';
import { hasNumber } from './numbers.ts';
import { hasPart, hasWord, isInSentence, saysSame } from './related-words.ts';

/** Sentences side by side that one statement may be drawn from. */
const WINDOW = 3;
/** The share of a statement's content words that its evidence must have. */
const COVERAGE = 0.5;

/** The sentences side by side that have most of the statement: its words, and its numbers twice. */
export function bestWindow(statement: SentenceEvidence, { sentences }: PassageEvidence): SentenceEvidence[] {
  const content = statement.words.filter(({ isContent }) => isContent);
  let best: SentenceEvidence[] = [];
  let most = -1;
  for (let at = 0; at < sentences.length; at++) {
    const window = sentences.slice(at, at + WINDOW);
    const words = content.filter((word) => window.some((one) => isInSentence(word, one))).length;
    const numbers = statement.figures.numbers.filter((number) => window.some((one) => hasNumber(number, one))).length;
    if (words + 2 * numbers > most) [most, best] = [words + 2 * numbers, window];
  }
  return best;
}

/** Most content words of a statement must be in its evidence. */
export function wordsHold(statement: SentenceEvidence, passages: readonly PassageEvidence[]): boolean {
  const content = statement.words.filter(({ isContent }) => isContent);
  const figures = figuresOf(statement);
  const met = content.filter((word) => isCovered(word, passages)).length;
  return met + figures >= COVERAGE * (content.length + figures) && (met > 0 || content.length === 0);
}

/** Figures are held against the evidence by themselves: here each counts as one word that is there. */
function figuresOf({ figures: { numbers, weekdays, dates, times } }: SentenceEvidence): number {
  return numbers.length + weekdays.size + dates.length + times.length;
}

export function isCovered(word: EvidenceWord, passages: readonly PassageEvidence[]): boolean {
  return passages.some(
    (passage) =>
      hasWord(word, passage.terms) || saysSame(word, passage) || hasPart(word, passage) || hasSide(word, passage),
  );
}

/** A word of two sides is there where either of them is: which one it is, is judged by itself. */
function hasSide({ meaning: { sides } }: EvidenceWord, { sentences }: PassageEvidence): boolean {
  return (
    sides.length > 0 &&
    sentences.some(({ words }) =>
      words.some(({ meaning }) => meaning.sides.some(({ of }) => sides.some((side) => side.of === of))),
    )
  );
}
