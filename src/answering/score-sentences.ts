import type { Question } from './question.ts';
import type { PassageReading, SentenceReading } from './read-passage.ts';
import { weightHeld } from './weight-held.ts';

/** What each thing a sentence has is worth, next to holding all of the question's weight: 1. */
const WEIGHTS = { before: 0.3, topic: 0.3, pairs: 0.2, ofKind: 0.22 };

/** What is left of a sentence that only says the question over again, and of a heading. */
const ECHO_SHARE = 0.4;

/**
 * How well each sentence of a passage answers the question, in reading order: the share of the question's weight that
 * it holds, part of what only the sentence before it holds (more if that is a heading, or is pointed back to), the question's
 * pairs, and a word that could be the answer.
 */
export function scoreSentences(question: Question, { sentences }: PassageReading): number[] {
  return sentences.map((sentence, at) => {
    const before = sentences[at - 1];
    const isTopic = sentence.refersBack || before?.saysMore === false;
    const score =
      weightHeld(question, sentence.shares) +
      (WEIGHTS.before + (isTopic ? WEIGHTS.topic : 0)) * gained(question, sentence, before) +
      WEIGHTS.pairs * sentence.pairs +
      (sentence.ofKind ? WEIGHTS.ofKind : 0);
    return sentence.saysMore ? score : ECHO_SHARE * score;
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
