import type { Corpus, Passage } from '../../documents/passage-index.ts';
import type { Question } from './question.ts';
import { type PassageReading, readPassage } from './read-passage.ts';
import { scoreSentences, weightedCoverage } from './score-sentences.ts';
import { createTermMatches } from './term-matches.ts';

/** A passage and the evidence that it holds the answer. */
export type RankedPassage = Passage & {
  /** To be compared with `REFUSAL_THRESHOLD`, ≥ 0. */
  readonly evidence: number;
  /** The same as a probability, 0–1: how often a first passage with this evidence holds the answer. */
  readonly relevance: number;
  /** For a passage found by its vector: how far its similarity stands out from the owner's other documents, 0–1. */
  readonly similarity?: number;
};

/** BM25's saturation and length normalisation. */
const K1 = 1.2;
const B = 0.75;
/**
 * Trained by softmax regression over the candidates of 1,299 questions about 8 articles of SQuAD 2.0, rounded; another
 * 8 articles gave the same within a fifth. Scaled so that 1.01 keeps 97 % of what all 16 answer and refuses 79 % of
 * what they would answer only with an article that is missing.
 */
const WEIGHTS = { bm25: 0.65, coverage: 0.65, sentence: 0.72, pairs: 0.43, documentShare: 0.36 };
/** Fitted to the same questions, half of them asked where their own article was missing. */
const RELEVANCE = { slope: 4.2, middle: 1.51 };

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
      const evidence = evidenceOf(question, reading, { bm25, documentShare });
      return { ...passage, evidence, relevance: relevanceOf(evidence) };
    })
    .sort((a, b) => b.evidence - a.evidence);
}

function evidenceOf(
  question: Question,
  reading: PassageReading,
  index: { bm25: number; documentShare: number },
): number {
  const evidence =
    WEIGHTS.bm25 * index.bm25 +
    WEIGHTS.coverage * weightedCoverage(question, reading.shares) +
    WEIGHTS.sentence * scoreSentences(question, reading).reduce((best, one) => Math.max(best, one), 0) +
    WEIGHTS.pairs * reading.pairs +
    WEIGHTS.documentShare * index.documentShare;
  // common words are informative only side by side: "to be or not to be"
  return question.isBare ? evidence * reading.pairs : evidence;
}

/** Okapi BM25 as a share of the most that the question could reach, 0–1. */
function bm25(question: Question, { frequencies, wordCount }: PassageReading, averageTerms: number): number {
  const length = 1 - B + (B * wordCount) / (averageTerms || 1);
  return weightedCoverage(
    question,
    frequencies.map((frequency) => frequency / (frequency + K1 * length)),
  );
}

/** The part of all candidates' matches that lies in each document; the fourth power gives good matches the most weight. */
function documentShares(read: readonly { passage: Passage; bm25: number }[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { passage, bm25 } of read) sums.set(passage.documentId, (sums.get(passage.documentId) ?? 0) + bm25 ** 4);
  const whole = sums.values().reduce((sum, one) => sum + one, 0) || 1;
  return new Map([...sums].map(([id, sum]) => [id, sum / whole]));
}

function relevanceOf(evidence: number): number {
  return 1 / (1 + Math.exp(RELEVANCE.slope * (RELEVANCE.middle - evidence)));
}
