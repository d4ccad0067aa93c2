import type { Corpus, Passage } from '../documents/document-store.ts';
import type { Question } from './question.ts';
import { type PassageReading, readPassage } from './read-passage.ts';
import { scoreSentences } from './score-sentences.ts';
import { createTermMatches } from './term-matches.ts';
import { weightHeld } from './weight-held.ts';

/** A passage and how likely it is to hold the answer, 0–1. */
export type RankedPassage = Passage & { readonly relevance: number };

/** BM25's saturation and length normalisation. */
const K1 = 1.2;
const B = 0.75;
const WEIGHTS = { bm25: 4.6, coverage: 4.9, sentence: 5.5, pairs: 3.4, documentShare: 3.3 };
const RELEVANCE = { slope: 1, middle: 10 };

/**
 * The passages by how well they answer the question, best first: BM25 over the searched scope, and what it cannot see:
 * how much of the question one sentence holds, which words stand side by side, and which document the matches gather in.
 */
export function rank(question: Question, candidates: readonly Passage[], corpus: Corpus): RankedPassage[] {
  const matchOf = createTermMatches(question);
  const read = candidates.map((passage) => {
    const reading = readPassage(question, passage, matchOf);
    return { passage, reading, bm25: bm25(question, reading, corpus.averageTerms) };
  });
  const shares = documentShares(read);
  return read
    .map(({ passage, reading, bm25 }) => {
      const documentShare = shares.get(passage.documentId) ?? 0;
      return { passage, score: score(question, reading, { bm25, documentShare }) };
    })
    .sort((a, b) => b.score - a.score)
    .map(({ passage, score }) => ({ ...passage, relevance: relevance(score) }));
}

function score(question: Question, reading: PassageReading, index: { bm25: number; documentShare: number }): number {
  return (
    WEIGHTS.bm25 * index.bm25 +
    WEIGHTS.coverage * weightHeld(question, reading.shares) +
    WEIGHTS.sentence * scoreSentences(question, reading).reduce((best, one) => Math.max(best, one), 0) +
    WEIGHTS.pairs * reading.pairs +
    WEIGHTS.documentShare * index.documentShare
  );
}

/** Okapi BM25 as a share of the most that the question could reach, 0–1. */
function bm25(question: Question, { frequencies, wordCount }: PassageReading, averageTerms: number): number {
  const length = 1 - B + (B * wordCount) / (averageTerms || 1);
  return weightHeld(
    question,
    frequencies.map((frequency) => frequency / (frequency + K1 * length)),
  );
}

/** The part of all candidates' matches that lies in each document; the fourth power lets the good ones speak. */
function documentShares(read: readonly { passage: Passage; bm25: number }[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { passage, bm25 } of read) sums.set(passage.documentId, (sums.get(passage.documentId) ?? 0) + bm25 ** 4);
  const whole = sums.values().reduce((sum, one) => sum + one, 0) || 1;
  return new Map([...sums].map(([id, sum]) => [id, sum / whole]));
}

function relevance(score: number): number {
  return 1 / (1 + Math.exp(RELEVANCE.slope * (RELEVANCE.middle - score)));
}
