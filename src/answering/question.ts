import type { Corpus } from '../documents/document-store.ts';
import { type Word, words } from '../words.ts';
import { STOP_TERMS } from './stop-words.ts';

/** A distinct word of a question and how telling it is in the searched documents: BM25's idf, > 0. */
export type QuestionTerm = { readonly term: string; readonly idf: number };

/** A question as the ranking reads it. No terms: it has no word that could be looked up. */
export type Question = {
  readonly text: string;
  readonly terms: readonly QuestionTerm[];
  /** Terms that stand side by side in the question, stop words between them left out. */
  readonly pairs: readonly (readonly [string, string])[];
};

/** The distinct terms to look up, in the question's order: without stop words, unless nothing else is there. */
export function searchTerms(text: string): string[] {
  return [...new Set(contentWords(text).map(({ term }) => term))];
}

/** Weighs a question by the figures that a search for its `searchTerms` gave. */
export function weighQuestion(text: string, { chunks, documentFrequency }: Corpus): Question {
  const ordered = contentWords(text).map(({ term }) => term);
  const distinct = [...new Set(ordered)];
  const terms = distinct.map((term, at) => ({ term, idf: idf(chunks, documentFrequency[at] ?? 0) }));
  const pairs = ordered.slice(1).map((term, at) => [ordered[at]!, term] as const);
  return { text, terms, pairs };
}

function contentWords(text: string): Word[] {
  const all = words(text);
  const content = all.filter(({ term }) => !STOP_TERMS.has(term));
  return content.length > 0 ? content : all;
}

/** Lucene's idf: positive for every frequency. */
function idf(chunks: number, frequency: number): number {
  return Math.log(1 + (chunks - frequency + 0.5) / (frequency + 0.5));
}
