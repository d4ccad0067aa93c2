import type { Span } from './span.ts';
import { tableRowEnd } from './table-row.ts';

/** A wrapped paragraph has lines at least this wide, and its lines reach at least this share of the widest. */
const WRAP_MIN_CHARS = 30;
const WRAP_FILLED = 0.7;
/** Of its lines, at least this share begins in mid-sentence: with a small letter, or in a script without case. */
const WRAP_RUNS_ON = 0.3;

/** Fewer lines fill themselves by chance. */
const FILLED_MIN_LINES = 3;

const MARKED = /^\s*(?:[-*+•‣◦▪]|#{1,6}|\d{1,3}[.)]|\|)\s/;
const RUNS_ON = /^\s*(?:\p{Ll}|\p{Lo})/u;

/**
 * The text with the line breaks inside wrapped paragraphs turned into spaces, every offset as it was. Breaks around
 * blank lines, headings, list items and rows stay. Linear in the text.
 */
export function unwrap(text: string): string {
  if (!/[\n\r]/.test(text)) return text;
  const parts: string[] = [];
  let copied = 0;
  for (const { start, end } of softBreaks(text)) {
    parts.push(text.slice(copied, start), ' '.repeat(end - start));
    copied = end;
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(copied);
}

function* softBreaks(text: string): Generator<Span> {
  let paragraph: Span[] = [];
  for (const line of linesOf(text)) {
    if (/\S/.test(text.slice(line.start, line.end))) paragraph.push(line);
    else if (paragraph.length > 0) {
      yield* breaksWithin(text, paragraph);
      paragraph = [];
    }
  }
  yield* breaksWithin(text, paragraph);
}

function* linesOf(text: string): Generator<Span> {
  let start = 0;
  for (const { index, 0: end } of text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)) {
    yield { start, end: index };
    start = index + end.length;
  }
  yield { start, end: text.length };
}

function* breaksWithin(text: string, lines: readonly Span[]): Generator<Span> {
  if (lines.length < 2 || lines.slice(0, 2).some(({ start }) => tableRowEnd(text, start) !== null)) return;
  const width = lines.reduce((widest, { start, end }) => Math.max(widest, end - start), 0);
  const isWrapped = width >= WRAP_MIN_CHARS && (runsOn(text, lines) || isFilled(text, lines, width));
  for (const [at, { start, end }] of lines.slice(0, -1).entries()) {
    const next = lines[at + 1]!;
    const continues = isFull(text, { start, end }, next, width) && !MARKED.test(head(text, next));
    if ((isWrapped && continues) || isSubscript(text, { start, end }, next)) yield { start: end, end: next.start };
  }
}

function runsOn(text: string, lines: readonly Span[]): boolean {
  const count = lines.reduce((sum, line, at) => sum + (at > 0 && RUNS_ON.test(head(text, line)) ? 1 : 0), 0);
  return count >= WRAP_RUNS_ON * (lines.length - 1);
}

/** Every line but the last is as long as its words allow: no list and no table is, whatever its lines begin with. */
function isFilled(text: string, lines: readonly Span[], width: number): boolean {
  if (lines.length < FILLED_MIN_LINES) return false;
  return lines.slice(0, -1).every((line, at) => hasNoRoom(text, line, lines[at + 1]!, width));
}

function isFull(text: string, line: Span, next: Span, width: number): boolean {
  return line.end - line.start >= WRAP_FILLED * width || hasNoRoom(text, line, next, width);
}

/** The first word of the next line would not have fitted on this one. */
function hasNoRoom(text: string, { start, end }: Span, next: Span, width: number): boolean {
  const [word = ''] = /\S+/.exec(head(text, next)) ?? [];
  return end - start + 1 + word.length > width;
}

/** A formula whose subscript stands on a line of its own, as PDFs and web pages give it: "O" over "2 is a gas". */
function isSubscript(text: string, { start, end }: Span, next: Span): boolean {
  const line = text.slice(Math.max(start, end - 12), end);
  return (
    /(?:^|[\s(])(?:[A-Z][a-z]?){1,3}$/.test(line) &&
    /^\s*\p{Nd}{1,2}(?:[\s),;:+−-]|[A-Z]|\.\s*$)/u.test(head(text, next))
  );
}

function head(text: string, { start, end }: Span): string {
  return text.slice(start, Math.min(end, start + 40));
}
