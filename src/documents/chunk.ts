import type { Chunk, Extract } from './document.ts';

const CHUNK_MAX_CHARS = 1000;

/** Cuts a text into passages. */
export function chunk({ text, pageStarts }: Extract): Chunk[] {
  const chunks: Chunk[] = [];
  for (let start = 0; start < text.length; start += CHUNK_MAX_CHARS) {
    const end = Math.min(text.length, start + CHUNK_MAX_CHARS);
    const page = pageStarts.findLastIndex((pageStart) => pageStart <= start) + 1 || null;
    chunks.push({ position: chunks.length, start, end, page, text: text.slice(start, end) });
  }
  return chunks;
}
