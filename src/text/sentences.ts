import { joinsNext } from './abbreviations.ts';
import type { Language } from './languages.ts';
import type { Span } from './span.ts';
import { tableRowEnd } from './table-row.ts';
import { unwrap } from './unwrap.ts';
import { languageOf } from './words.ts';

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
/** A longer "sentence" with line breaks is a table, a list or verse: each of its lines counts as a sentence. */
const SENTENCE_MAX_CHARS = 800;
/** What is read of a text to tell its language, where that is not given. */
const TOLD_BY_CHARS = 600;

/**
 * The sentences of a text, of this language, in reading order, without the white space between them, in UTF-16 offsets: UAX #29, with
 * abbreviations and initials merged with what follows, over wrapped lines, ended by headings, list items and rows.
 * Everything but white space lies in exactly one sentence. Linear in the text.
 */
export function sentences(
  text: string,
  language: Language = languageOf(text.slice(0, TOLD_BY_CHARS)).language,
): Span[] {
  const found: Span[] = [];
  const flat = unwrap(text);
  let start = 0;
  let row = tableRowEnd(flat, 0);
  for (const { index, segment } of segmenter.segment(flat)) {
    const end = index + segment.length;
    if (row !== null && end < row) continue;
    if (end < flat.length && !/[\n\r\u2028\u2029\u0085]$/.test(segment) && joinsNext(flat, { start, end }, language))
      continue;
    for (const span of trimmed(text, start, end)) found.push(span);
    start = end;
    row = tableRowEnd(flat, start);
  }
  return found;
}

function* trimmed(text: string, start: number, end: number): Generator<Span> {
  const slice = text.slice(start, end);
  const parts = slice.matchAll(slice.length > SENTENCE_MAX_CHARS ? /[^\r\n]+/g : /.+/gs);
  for (const { index, 0: part } of parts) {
    const first = part.search(/\S/);
    if (first >= 0) yield { start: start + index + first, end: start + index + part.trimEnd().length };
  }
}
