import type { Chunk } from '../documents/document.ts';
import type { Question } from './question.ts';
import { readPassage } from './read-passage.ts';
import { scoreSentences } from './score-sentences.ts';
import { createTermMatches } from './term-matches.ts';

/** A verbatim sentence: `text` is the document's text from `start` to `end`, UTF-16 offsets in the document. */
export type Sentence = { readonly start: number; readonly end: number; readonly text: string };
export type ScoredSentence = Sentence & { readonly score: number };

type Place = Pick<Chunk, 'text' | 'start'>;

/** The sentence of a passage that answers best: what a citation quotes and a highlight shows. The first of equals. */
export function bestSentence(question: Question, passage: Place): ScoredSentence {
  const whole = { start: passage.start, end: passage.start + passage.text.length, text: passage.text, score: 0 };
  return scoredSentences(question, passage).reduce((best, one) => (one.score > best.score ? one : best), whole);
}

/** Every sentence of a passage in reading order with its score; see `scoreSentences`. */
export function scoredSentences(question: Question, passage: Place): ScoredSentence[] {
  const reading = readPassage(question, passage, createTermMatches(question));
  const scores = scoreSentences(question, reading);
  return reading.sentences.map(({ start, end }, at) => ({
    start: passage.start + start,
    end: passage.start + end,
    text: passage.text.slice(start, end),
    score: scores[at] ?? 0,
  }));
}
