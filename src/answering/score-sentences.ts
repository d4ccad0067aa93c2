import type { Question } from './question.ts';
import type { PassageReading, SentenceReading } from './read-passage.ts';
import { weightHeld } from './weight-held.ts';

/** What each thing a sentence has is worth, next to holding all of the question's weight: 1. */
const WEIGHTS = { before: 0.3, referredTo: 0.3, pairs: 0.2, ofKind: 0.22 };

/**
 * How well each sentence of a passage answers the question, in reading order: the share of the question's weight that
 * it holds, part of what only the sentence before it holds (more if it points back), the question's pairs, and a word
 * that could be the answer.
 */
export function scoreSentences(question: Question, { sentences }: PassageReading): number[] {
  return sentences.map((sentence, at) => {
    const before = gained(question, sentence, sentences[at - 1]);
    return (
      weightHeld(question, sentence.shares) +
      (WEIGHTS.before + (sentence.refersBack ? WEIGHTS.referredTo : 0)) * before +
      WEIGHTS.pairs * sentence.pairs +
      (sentence.ofKind ? WEIGHTS.ofKind : 0)
    );
  });
}

/** The share of the question that the sentence before holds and this one lacks. */
function gained(question: Question, { shares }: SentenceReading, before: SentenceReading | undefined): number {
  if (!before) return 0;
  return weightHeld(
    question,
    before.shares.map((share, term) => Math.max(0, share - shares[term]!)),
  );
}
