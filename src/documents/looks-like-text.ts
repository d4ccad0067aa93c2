import { guessCharset } from './guess-charset.ts';

/** More control characters than this share, and it is no text. */
const CONTROL_MAX_SHARE = 0.02;
/** Western text in a charset of one byte is mostly ASCII; what has more beyond it is in a charset that is not told. */
const BEYOND_ASCII_MAX_SHARE = 0.3;
/** Formats that are written in ASCII and still are not text. */
const MARKED_UP = /^\s*(?:\{\\rtf|%!PS)/;

/**
 * True where the first bytes of a file are text: UTF-16, UTF-8, mostly ASCII, or in another charset that they tell.
 * @param namesCharset the format names its charset inside, so that any may stand here.
 */
export function looksLikeText(head: Uint8Array, { namesCharset = false } = {}): boolean {
  const mark = head[0]! * 256 + head[1]!;
  if (mark === 0xfffe || mark === 0xfeff)
    return !isBinary(new TextDecoder(mark === 0xfffe ? 'utf-16le' : 'utf-16be').decode(head));
  const text = new TextDecoder('latin1').decode(head);
  if (text.includes('\0')) return /^utf-16/.test(guessCharset(head) ?? '');
  if (isBinary(text) || MARKED_UP.test(text)) return false;
  if (namesCharset || isUtf8(head) || share(text, /[\x80-\xff]/g) <= BEYOND_ASCII_MAX_SHARE) return true;
  return guessCharset(head) !== null;
}

function isBinary(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.includes('\0') || share(text, /[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]/g) > CONTROL_MAX_SHARE;
}

/** A character cut off at the end is no fault. */
function isUtf8(head: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function share(text: string, pattern: RegExp): number {
  return (text.match(pattern)?.length ?? 0) / Math.max(1, text.length);
}
