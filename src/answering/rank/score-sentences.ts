import type { Chunk } from '../../documents/document.ts';
import type { Question } from './question.ts';
import { type PassageReading, readPassage, type SentenceReading } from './read-passage.ts';
import { createTermMatches } from './term-matches.ts';

/** A verbatim sentence: `text` is the document's text from `start` to `end`, UTF-16 offsets in the document. */
export type Sentence = { readonly start: number; readonly end: number; readonly text: string };
export type ScoredSentence = Sentence & {
  readonly score: number;
  /** How well it meets each term of the question, 0–1. */
  readonly shares: readonly number[];
  readonly hasAnswerType: boolean;
  readonly isAnaphoric: boolean;
};

type Place = Pick<Chunk, 'text' | 'start'>;

/** The sentence of a passage that answers best: what a citation quotes and a highlight shows. The first of equals. */
export function bestSentence(question: Question, passage: Place): Sentence & { readonly score: number } {
  const whole = { start: passage.start, end: passage.start + passage.text.length, text: passage.text, score: 0 };
  const scored: readonly (typeof whole)[] = scoredSentences(question, passage);
  return scored.reduce((best, one) => (one.score > best.score ? one : best), whole);
}

/** Every sentence of a passage in reading order with its score; see `scoreSentences`. */
export function scoredSentences(question: Question, passage: Place): ScoredSentence[] {
  const reading = readPassage(question, passage, createTermMatches(question));
  const scores = scoreSentences(question, reading);
  return reading.sentences.map(({ start, end, shares, hasAnswerType, isAnaphoric }, at) => ({
    start: passage.start + start,
    end: passage.start + end,
    text: passage.text.slice(start, end),
    score: scores[at] ?? 0,
    shares,
    hasAnswerType,
    isAnaphoric,
  }));
}

/** What each thing a sentence has is worth, next to holding all of the question's weight: 1. */
const WEIGHTS = { before: 0.3, topic: 0.3, pairs: 0.2, hasAnswerType: 0.22 };

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
    const score =
      topicShare(question, sentence, before) +
      WEIGHTS.pairs * sentence.pairs +
      (sentence.hasAnswerType ? WEIGHTS.hasAnswerType : 0);
    return sentence.isInformative ? score : ECHO_SHARE * score;
  });
}

/** The share of the question's weight that a sentence holds, with part of what only the sentence before it holds. */
export function topicShare(question: Question, sentence: SentenceReading, before: SentenceReading | undefined): number {
  const isTopic = sentence.isAnaphoric || before?.isInformative === false;
  const share = WEIGHTS.before + (isTopic ? WEIGHTS.topic : 0);
  return weightedCoverage(question, sentence.shares) + share * gained(question, sentence, before);
}

/** The share of the question that the sentence before holds and this one lacks. */
function gained(question: Question, { shares }: SentenceReading, before: SentenceReading | undefined): number {
  if (!before) return 0;
  return weightedCoverage(
    question,
    before.shares.map((share, term) => Math.max(0, share - shares[term]!)),
  );
}

/** How much of a question's weight is covered, 0–1; `shares` says how well each term is met. */
export function weightedCoverage({ terms }: Question, shares: readonly number[]): number {
  let whole = 0;
  let covered = 0;
  for (const [at, { weight }] of terms.entries()) {
    whole += weight;
    covered += weight * (shares[at] ?? 0);
  }
  return whole === 0 ? 0 : covered / whole;
}
