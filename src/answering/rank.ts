import type { Corpus, Passage } from '../documents/document-store.ts';
import { words } from '../words.ts';
import { bestSentence } from './best-sentence.ts';
import type { Question } from './question.ts';

/** A passage and how well it fits the question, 0–1. */
export type RankedPassage = Passage & { readonly relevance: number };

const K1 = 1.2;
const B = 0.75;
const WEIGHTS = { bm25: 1, coverage: 0.3, sentence: 0.8, pairs: 0.5 };

/** The passages by how well they answer the question, best first: BM25 over the searched scope plus what it cannot see. */
export function rank(question: Question, candidates: readonly Passage[], corpus: Corpus): RankedPassage[] {
  const mass = question.terms.reduce((sum, { idf }) => sum + idf, 0) || 1;
  const scored = candidates.map((passage) => {
    const terms = words(passage.text).map(({ term }) => term);
    const counts = new Map<string, number>();
    for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
    const length = 1 - B + (B * terms.length) / (corpus.averageTerms || 1);
    let bm25 = 0;
    let covered = 0;
    for (const { term, idf } of question.terms) {
      const count = counts.get(term) ?? 0;
      bm25 += (idf * count * (K1 + 1)) / (count + K1 * length);
      if (count > 0) covered += idf;
    }
    const follows = new Set(terms.slice(1).map((term, at) => `${terms[at]} ${term}`));
    const pairs = question.pairs.filter(([a, b]) => follows.has(`${a} ${b}`)).length / (question.pairs.length || 1);
    const score =
      (WEIGHTS.bm25 * bm25) / mass +
      (WEIGHTS.coverage * covered) / mass +
      WEIGHTS.sentence * bestSentence(question, passage).score +
      WEIGHTS.pairs * pairs;
    return { passage: { ...passage, relevance: covered / mass }, score };
  });
  return scored.sort((a, b) => b.score - a.score).map(({ passage }) => passage);
}
