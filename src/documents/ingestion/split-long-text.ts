import type { Span } from '../../text/span.ts';

/** How far back from the limit a better place for a cut is looked for, UTF-16 units. */
const LOOK_BACK_CHARS = 200;

/** Pieces of at most `maxChars` of a stretch of text: cut at white space near the limit, else between whole characters. */
export function splitLongText(text: string, { start, end }: Span, maxChars: number): Span[] {
  const pieces: Span[] = [];
  let from = start;
  while (end - from > maxChars) {
    const to = cutBefore(text, from, from + maxChars);
    pieces.push({ start: from, end: from + text.slice(from, to).trimEnd().length });
    from = skipWhiteSpace(text, to);
  }
  if (from < end) pieces.push({ start: from, end });
  return pieces;
}

function cutBefore(text: string, from: number, limit: number): number {
  const lowest = Math.max(from + 1, limit - LOOK_BACK_CHARS);
  const space = text.slice(lowest, limit + 1).search(/\s\S*$/);
  if (space >= 0) return lowest + space;
  for (let at = limit; at >= lowest; at--) if (startsCharacter(text, at)) return at;
  return /[\udc00-\udfff]/.test(text.charAt(limit)) ? limit - 1 : limit;
}

/** A cheap stand-in for grapheme boundaries: never inside a pair, before a mark, or beside a joiner. */
function startsCharacter(text: string, at: number): boolean {
  if (/[\udc00-\udfff]/.test(text.charAt(at)) || text.charAt(at - 1) === '\u200d') return false;
  return !/^[\p{M}\p{Emoji_Modifier}\u200d]/u.test(text.slice(at, at + 2));
}

function skipWhiteSpace(text: string, from: number): number {
  const space = /\s*/y;
  space.lastIndex = from;
  space.exec(text);
  return space.lastIndex;
}
