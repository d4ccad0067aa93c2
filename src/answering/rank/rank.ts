import type { Corpus, Passage } from '../../documents/passage-index.ts';
import { evidenceOf } from './evidence.ts';
import type { Question } from './question.ts';
import { type PassageReading, readPassage } from './read-passage.ts';
import { scoreSentences, weightedCoverage } from './score-sentences.ts';
import { createTermMatches } from './term-matches.ts';

/** A passage and what speaks for its holding the answer. */
export type RankedPassage = Passage & {
  /** By which passages are ranked for one question, ≥ 0. */
  readonly score: number;
  /** The same as a probability, 0–1: how often a first passage with this score holds the answer. */
  readonly relevance: number;
  /** For a passage found by its vector: how far its similarity stands out from the owner's other documents, 0–1. */
  readonly similarity?: number;
};

/** `evidence`: that the first passage answers the question, to be compared with `REFUSAL_THRESHOLD`; 0 where there is none. */
export type Ranking = { readonly passages: readonly RankedPassage[]; readonly evidence: number };

/** BM25's saturation and length normalisation. */
const K1 = 1.2;
const B = 0.75;
/**
 * Trained by softmax regression over the candidates of 1,299 questions about 8 articles of SQuAD 2.0, rounded; another
 * 8 articles gave the same within a fifth.
 */
const WEIGHTS = { bm25: 0.65, coverage: 0.65, sentence: 0.72, pairs: 0.43, documentShare: 0.36 };
/** Fitted to the same questions, half of them asked where their own article was missing. */
const RELEVANCE = { slope: 4.2, middle: 1.51 };

/**
 * The passages by how well they answer the question, best first: BM25 over the searched scope, and what it cannot see:
 * how much of the question one sentence holds, which words stand side by side, and which document the matches gather in.
 */
export function rank(question: Question, candidates: readonly Passage[], corpus: Corpus): Ranking {
  const matchesIn = createTermMatches(question);
  const read = candidates.map((passage) => {
    const reading = readPassage(question, passage, matchesIn);
    return { passage, reading, bm25: bm25(question, reading, corpus.averageTerms) };
  });
  const shares = documentShares(read);
  const scored = read
    .map((one) => {
      const documentShare = shares.get(one.passage.documentId) ?? 0;
      return { ...one, documentShare, score: scoreOf(question, one.reading, { bm25: one.bm25, documentShare }) };
    })
    .sort((a, b) => b.score - a.score);
  const [best] = scored;
  return {
    passages: scored.map(({ passage, score }) => ({ ...passage, score, relevance: relevanceOf(score) })),
    evidence: best ? evidenceOf(question, { ...best, text: best.passage.text }) : 0,
  };
}

function scoreOf(question: Question, reading: PassageReading, index: { bm25: number; documentShare: number }): number {
  const score =
    WEIGHTS.bm25 * index.bm25 +
    WEIGHTS.coverage * weightedCoverage(question, reading.shares) +
    WEIGHTS.sentence * scoreSentences(question, reading).reduce((best, one) => Math.max(best, one), 0) +
    WEIGHTS.pairs * reading.pairs +
    WEIGHTS.documentShare * index.documentShare;
  // words that any text is full of say something only side by side: "to be or not to be"
  return question.isBare ? score * reading.pairs : score;
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

function relevanceOf(score: number): number {
  return 1 / (1 + Math.exp(RELEVANCE.slope * (RELEVANCE.middle - score)));
}
