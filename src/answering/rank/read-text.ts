import type { Language } from '../../text/languages.ts';
import { sentences } from '../../text/sentences.ts';
import type { Span } from '../../text/span.ts';
import { readWords, type Word } from '../../text/words.ts';

/** What ranking and extraction know of a text whatever the question is. */
export type TextReading = {
  readonly language: Language;
  readonly words: readonly Word[];
  /** In reading order. */
  readonly sentences: readonly Span[];
};

/** Reads a text once: its words and sentences, in its own offsets. Pure, and linear in the text. */
export function readText(text: string): TextReading {
  const read = readWords(text);
  return { ...read, sentences: sentences(text, read.language) };
}
