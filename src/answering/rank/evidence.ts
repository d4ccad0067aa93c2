import { isNegationIn, metByChance } from '../../text/languages.ts';
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
 * Fitted by logistic regression to 6,000 questions in 17 languages of XQuAD, JSQuAD, KorQuAD, SQuAD-it, a Portuguese SQuAD and SQuAD
 * 2.0, articles and paragraphs as documents and one article alone, each asked where its article was and where it was
 * missing: so that one threshold keeps and refuses alike in all of them.
 */
const WEIGHTS = { bm25: 2.43, sentence: 0.95, pairs: 1.21, documentShare: 0.97, coverage: 0.68 };
const DOUBTS = { names: 1.51, kind: 0.2, number: 0.47, denial: 4 };
/** What any passage reaches that a question finds at all. */
const BASE = 0.68;

/**
 * That a passage answers the question, ≥ 0: what speaks for it, as shares of what the question could reach at all, less what the question
 * says and the passage lacks.
 */
export function evidenceOf(question: Question, { text, reading, bm25, documentShare }: ReadCandidate): number {
  const scores = scoreSentences(question, reading);
  const best = scores.reduce((top, score, at) => (score > scores[top]! ? at : top), 0);
  const answering = reading.sentences[best];
  const reached = {
    bm25,
    sentence: answering ? topicShare(question, answering, reading.sentences[best - 1]) : 0,
    pairs: reading.pairs,
    documentShare,
    coverage: weightedCoverage(question, reading.shares),
  };
  const evidence =
    weighed(WEIGHTS, reached) -
    weighed(DOUBTS, doubtOf(question, { text, reading, best })) -
    metByChance(question.language) -
    BASE;
  // words that any text is full of say something only side by side: "to be or not to be"
  return Math.max(0, question.isBare ? evidence * reading.pairs : evidence);
}

function weighed<Key extends string>(weights: Readonly<Record<Key, number>>, of: Readonly<Record<Key, number>>) {
  return (Object.keys(weights) as Key[]).reduce((sum, key) => sum + weights[key] * of[key], 0);
}

/** What a question says and the passage that answers it best lacks, each 0–1: it may only look answerable. */
type Doubt = {
  /** The share of the question's weight that lies in names which the passage lacks. */
  readonly names: number;
  /** The sentence has nothing of the kind that is asked for: 1. */
  readonly kind: number;
  /** The sentence and its neighbours lack a number of the question: 1. */
  readonly number: number;
  /** The question denies what the passage does not, or says the opposite: 1. */
  readonly denial: number;
};

/** A passage, and its sentence that answers the question best. */
type Answering = { readonly text: string; readonly reading: PassageReading; readonly best: number };

function doubtOf(question: Question, { text, reading, best }: Answering): Doubt {
  const { terms, kind } = question;
  const whole = terms.reduce((sum, { weight }) => sum + weight, 0) || 1;
  const named = terms.filter(({ isName }, at) => isName && !reading.shares[at]);
  const around = reading.sentences.slice(Math.max(0, best - 1), best + 2);
  const lacksNumber = terms.some(({ term }, at) => /\p{Nd}/u.test(term) && around.every(({ shares }) => !shares[at]));
  const answering = reading.sentences[best];
  const near = answering ? text.slice(around[0]!.start, answering.end) : '';
  const isQuoted = answering && question.text.includes(text.slice(answering.start, answering.end));
  return {
    names: named.reduce((sum, { weight }) => sum + weight, 0) / whole,
    kind: kind !== null && kind !== 'reason' && !answering?.hasAnswerType ? 1 : 0,
    number: lacksNumber ? 1 : 0,
    denial: !isQuoted && isDenied(question, near) ? 1 : 0,
  };
}

/** Prefixes that turn a word round. */
const REVERSING = /^(?:un|in|im|ir|il|dis|non|des)(?=\p{L}{4})/u;

/** Only the question says no; or it has "unpopular" where the sentence has "popular". */
function isDenied({ text, terms }: Question, near: string): boolean {
  if (saysNo(text) && !saysNo(near)) return true;
  const read = readText(near);
  const found = new Set(read.words.map(({ term }) => term));
  return terms.some(({ term }) => {
    if (found.has(term)) return false;
    const plain = term.replace(REVERSING, '');
    return plain !== term && found.has(plain);
  });
}

function saysNo(text: string): boolean {
  const { language, words } = readText(text);
  return words.some(({ start, end }) => isNegationIn(text.slice(start, end).toLowerCase(), language));
}
