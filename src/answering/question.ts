import type { Corpus } from '../documents/passage-index.ts';
import { type Word, words } from '../text/words.ts';
import { type AnswerKind, kindAsked } from './answer-kind.ts';
import { STOP_TERMS } from './stop-words.ts';

/** A distinct word of a question. `weight` is how telling it is in the searched documents, > 0. */
export type QuestionTerm = { readonly term: string; readonly weight: number };

/** A question as ranking and extraction read it: plain values. No terms: it has no word that could be looked up. */
export type Question = {
  readonly text: string;
  readonly terms: readonly QuestionTerm[];
  /** Indexes of terms that follow each other in the question, words without content left out. */
  readonly pairs: readonly (readonly [number, number])[];
  /** It has nothing but stop words. */
  readonly isBare: boolean;
  /** What the answer should hold; null: anything. */
  readonly kind: AnswerKind | null;
};

/** A question has 2,000 characters at most; more terms than this only come of pasted text, and add nothing but time. */
const TERMS_MAX = 128;
/** A small library knows little of how rare a word is: as if it had so many chunks more, half a one with the word. */
const PRIOR_CHUNKS = 50;
const PRIOR_FREQUENCY = 0.5;
/** A capital in mid-question makes a name, and names tell more than their frequency says. */
const NAME_WEIGHT = 1.2;

/** The distinct terms to look up, in the question's order: without stop words, unless nothing else is there. */
export function searchTerms(text: string): string[] {
  return [...new Set(contentWords(text).map(({ term }) => term))].slice(0, TERMS_MAX);
}

/** Weighs a question by the figures that a search for its `searchTerms` gave. */
export function weighQuestion(text: string, { chunks, documentFrequency }: Corpus): Question {
  const content = contentWords(text);
  const distinct = searchTerms(text);
  const named = new Set(content.filter((word) => isName(text, word)).map(({ term }) => term));
  const terms = distinct.map((term, at) => ({
    term,
    weight: idf(chunks, documentFrequency[at] ?? 0) * (named.has(term) ? NAME_WEIGHT : 1),
  }));
  const order = content.map(({ term }) => distinct.indexOf(term)).filter((at) => at >= 0);
  const pairs = order.slice(1).map((to, at) => [order[at]!, to] as const);
  const isBare = terms.every(({ term }) => STOP_TERMS.has(term));
  return { text, terms, pairs, isBare, kind: kindAsked(text) };
}

function contentWords(text: string): Word[] {
  const all = words(text);
  const content = all.filter(({ term }) => !STOP_TERMS.has(term));
  return content.length > 0 ? content : all;
}

function isName(text: string, { start, end }: Word): boolean {
  return start > 0 && /^\p{Lu}/u.test(text.slice(start, end));
}

/** BM25's idf as Lucene writes it, positive for every frequency, over the corpus and the prior. */
function idf(chunks: number, frequency: number): number {
  const without = chunks + PRIOR_CHUNKS - frequency - PRIOR_FREQUENCY;
  return Math.log(1 + (without + 0.5) / (frequency + PRIOR_FREQUENCY + 0.5));
}
