import { sentences } from '../../text/sentences.ts';
import type { Span } from '../../text/span.ts';
import type { Chunk, Extract } from '../document.ts';
import { splitLongText } from './split-long-text.ts';

const CHUNK_MAX_CHARS = 1000;
/** A paragraph ends a chunk that has at least so many. */
const CHUNK_HALF_CHARS = CHUNK_MAX_CHARS / 2;
/** A chunk begins with the last whole sentences of the one before, as far as they fit in here. */
const CHUNK_OVERLAP_CHARS = 150;

/**
 * Cuts a text into passages of whole sentences, at most 1,000 UTF-16 units each, exact slices of it. A longer sentence
 * is cut between words, or between characters where there are none. No passage runs over a page, so that its page
 * is that of all it says. Everything but white space lies in at least one passage. Linear in the text.
 */
export function chunk({ text, pageStarts }: Extract): Chunk[] {
  const chunks: Chunk[] = [];
  for (const page of pagesOf(text, pageStarts)) {
    for (const { start, end } of passagesOf(text.slice(page.start, page.end))) {
      const [from, to] = [page.start + start, page.start + end];
      chunks.push({ position: chunks.length, start: from, end: to, page: page.number, text: text.slice(from, to) });
    }
  }
  return chunks;
}

function pagesOf(text: string, pageStarts: readonly number[]): (Span & { number: number | null })[] {
  if (pageStarts.length === 0) return [{ start: 0, end: text.length, number: null }];
  return pageStarts.map((start, index) => ({ start, end: pageStarts[index + 1] ?? text.length, number: index + 1 }));
}

function passagesOf(text: string): Span[] {
  const units = sentences(text).flatMap((sentence) => splitLongText(text, sentence, CHUNK_MAX_CHARS));
  const passages: Span[] = [];
  let first = 0;
  for (let next = 1; next <= units.length; next++) {
    const [start, end] = [units[first]!.start, units[next - 1]!.end];
    const following = units[next];
    if (following && following.end - start <= CHUNK_MAX_CHARS && !isParagraphBreak(text, start, end, following))
      continue;
    passages.push({ start, end });
    first = following ? overlapStart(units, first, next, following) : next;
  }
  return passages;
}

/** True where a paragraph starts after a chunk that is already half full. */
function isParagraphBreak(text: string, start: number, end: number, following: Span): boolean {
  return end - start >= CHUNK_HALF_CHARS && /\n\s*\n|\r\s*\r/.test(text.slice(end, following.start));
}

/** The earliest unit with which the next chunk may start: at most the overlap back, leaving room for what follows. */
function overlapStart(units: readonly Span[], first: number, next: number, following: Span): number {
  const end = units[next - 1]!.end;
  let from = next;
  while (from - 1 > first) {
    const { start } = units[from - 1]!;
    if (end - start > CHUNK_OVERLAP_CHARS || following.end - start > CHUNK_MAX_CHARS) break;
    from--;
  }
  return from;
}
