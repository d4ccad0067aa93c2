import { isNegationIn } from '../../text/languages.ts';
import type { Question } from './question.ts';
import { type PassageReading, readText } from './read-passage.ts';
import { scoreSentences, topicShare, weightedCoverage } from './score-sentences.ts';

/** A passage as it was read for a question: `bm25` and `documentShare` as its ranking has them, 0–1. */
type ReadCandidate = {
  readonly text: string;
  readonly reading: PassageReading;
  readonly bm25: number;
  readonly documentShare: number;
};

/**
 * Chosen over 4,600 questions in 11 languages of XQuAD, JSQuAD, KorQuAD and SQuAD 2.0, each asked once where its article
 * was and once where it was missing: so that one threshold keeps and refuses alike in all of them.
 */
const WEIGHTS = { bm25: 0.65, sentence: 0.4, pairs: 0.3, documentShare: 0.36 };
const SCALE = 3.13;
const COVERAGE = 0.43;
const DOUBTS = { names: 1.28, heaviest: 0.28, number: 0.5, denial: 0.6 };

/**
 * That a passage answers the question, ≥ 0: what speaks for it as a share of what the question could reach at all, less
 * what the question says and the passage lacks.
 */
export function evidenceOf(question: Question, { text, reading, bm25, documentShare }: ReadCandidate): number {
  const scores = scoreSentences(question, reading);
  const best = scores.reduce((top, score, at) => (score > scores[top]! ? at : top), 0);
  const answering = reading.sentences[best];
  const before = reading.sentences[best - 1];
  const said = answering ? topicShare(question, answering, before) : 0;
  const reached =
    WEIGHTS.bm25 * bm25 +
    WEIGHTS.sentence * said +
    WEIGHTS.pairs * reading.pairs +
    WEIGHTS.documentShare * documentShare;
  const attainable =
    WEIGHTS.bm25 + WEIGHTS.sentence + (question.pairs.length > 0 ? WEIGHTS.pairs : 0) + WEIGHTS.documentShare;
  const near = answering ? text.slice((before ?? answering).start, answering.end) : '';
  const doubt = doubtOf(question, reading.shares, near);
  const evidence =
    (SCALE * reached) / attainable +
    COVERAGE * weightedCoverage(question, reading.shares) -
    (Object.keys(DOUBTS) as (keyof typeof DOUBTS)[]).reduce((sum, of) => sum + DOUBTS[of] * doubt[of], 0);
  // words that any text is full of say something only side by side: "to be or not to be"
  return Math.max(0, question.isBare ? evidence * reading.pairs : evidence);
}

/** What a question says and the passage that answers it best lacks, each 0–1: it may only look answerable. */
type Doubt = {
  /** The share of the question's weight that lies in names which the passage lacks. */
  readonly names: number;
  /** The weightiest word that the passage lacks, as a share of the whole. */
  readonly heaviest: number;
  /** The passage lacks a number of the question: 1. */
  readonly number: number;
  /** The question denies what the passage does not: 1. */
  readonly denial: number;
};

/** `shares`: how well the passage meets each term of the question; `near`: its sentence that answers, with the one before. */
function doubtOf(question: Question, shares: readonly number[], near: string): Doubt {
  const { terms } = question;
  const whole = terms.reduce((sum, { weight }) => sum + weight, 0) || 1;
  const missing = terms.filter((_, at) => !shares[at]);
  const named = missing.filter(({ isName }) => isName);
  return {
    names: named.reduce((sum, { weight }) => sum + weight, 0) / whole,
    heaviest: missing.reduce((most, { weight }) => Math.max(most, weight), 0) / whole,
    number: missing.some(({ term }) => /\p{Nd}/u.test(term)) ? 1 : 0,
    denial: isDenied(question, near) ? 1 : 0,
  };
}

/** Prefixes that turn a word round. */
const REVERSING = /^(?:un|in|im|ir|il|dis|non|des)(?=\p{L}{4})/u;

/** Only the question says no; or it has "unpopular" where the sentence has "popular". */
function isDenied({ text, terms }: Question, near: string): boolean {
  const read = readText(near);
  if (saysNo(text) && !saysNo(near)) return true;
  const found = new Set(read.words.map(({ term }) => term));
  return terms.some(({ term }) => {
    const plain = term.replace(REVERSING, '');
    return plain !== term && !found.has(term) && found.has(plain);
  });
}

function saysNo(text: string): boolean {
  const { language, words } = readText(text);
  return words.some(({ start, end }) => isNegationIn(text.slice(start, end).toLowerCase(), language));
}
