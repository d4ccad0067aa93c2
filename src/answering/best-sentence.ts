import type { Chunk } from '../documents/document.ts';
import { sentences } from '../text/sentences.ts';
import { words } from '../words.ts';
import type { Question } from './question.ts';

/** A verbatim sentence: `text` is the document's text from `start` to `end`, UTF-16 offsets in the document. */
export type Sentence = { readonly start: number; readonly end: number; readonly text: string };
export type ScoredSentence = Sentence & { readonly score: number };

/** The sentence of a passage that says most of what the question asks: what a citation quotes and a highlight shows. */
export function bestSentence(question: Question, passage: Pick<Chunk, 'text' | 'start'>): ScoredSentence {
  const [best] = scoredSentences(question, passage).sort((a, b) => b.score - a.score);
  return best ?? { start: passage.start, end: passage.start + passage.text.length, text: passage.text, score: 0 };
}

/** Every sentence of a passage in reading order with its score: the share of the question's weight that it holds. */
export function scoredSentences(question: Question, passage: Pick<Chunk, 'text' | 'start'>): ScoredSentence[] {
  const mass = question.terms.reduce((sum, { idf }) => sum + idf, 0) || 1;
  let previous = 0;
  return sentences(passage.text).map(({ start, end }) => {
    const text = passage.text.slice(start, end);
    const held = new Set(words(text).map(({ term }) => term));
    const own = question.terms.reduce((sum, { term, idf }) => sum + (held.has(term) ? idf : 0), 0) / mass;
    const score = own + previous / 4;
    previous = own;
    return { start: passage.start + start, end: passage.start + end, text, score };
  });
}
