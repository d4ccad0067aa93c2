import type { Extract } from '../document.ts';

/** One text of all pages, and where each begins. Between pages stands an empty line, or less where a sentence runs on. */
export function joinPages(pages: readonly string[]): Extract {
  const pageStarts: number[] = [];
  const parts: string[] = [];
  let length = 0;
  let before = '';
  for (const page of pages) {
    const gap = page && before ? (runsOn(before, page) ? '\n' : '\n\n') : '';
    pageStarts.push(length + gap.length);
    parts.push(gap, page);
    length += gap.length + page.length;
    before = page || before;
  }
  const unread = pages.flatMap((page, at) => (page ? [] : [at + 1]));
  return { text: parts.join(''), pageStarts, ...(unread.length > 0 && { scannedPages: { unread, byOcr: [] } }) };
}

function runsOn(before: string, page: string): boolean {
  return /[\p{L}\p{N},-]$/u.test(before.slice(-2)) && /^\p{Ll}/u.test(page);
}
