import { guessCharset } from '../guess-charset.ts';
import { ParseError } from './parse-error.ts';

/** A charset of the Encoding Standard that a byte order mark names, and null where there is none. */
export function charsetOfMark(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return null;
}

/**
 * Text of unknown charset: what its byte order mark says, else `declared`, else UTF-8, else what its bytes look like, else
 * windows-1252, the charset that old files without a mark most often have. A UTF-8 file with a few broken bytes stays UTF-8.
 * @param declared a label of the Encoding Standard; unknown ones are passed over.
 * @throws ParseError `corrupt_file` when what comes out is no text.
 */
export function decodeText(bytes: Uint8Array, declared?: string): string {
  const text = decode(bytes, charsetOfMark(bytes) ?? known(declared)).replaceAll('\0', '');
  if (controlShare(text) > 0.05) throw new ParseError('corrupt_file', 'The file is not text.');
  return text;
}

function decode(bytes: Uint8Array, charset: string | null): string {
  if (charset && charset !== 'utf-8') return new TextDecoder(charset).decode(bytes);
  const text = new TextDecoder('utf-8').decode(bytes);
  const isOther = mostlyBroken(text) || zeroShare(bytes) > ZEROS_MAX_SHARE;
  return isOther ? new TextDecoder(guessCharset(bytes) ?? 'windows-1252').decode(bytes) : text;
}

/** A text may have a stray zero; UTF-16 without a mark has many. */
const ZEROS_MAX_SHARE = 0.01;

function zeroShare(bytes: Uint8Array): number {
  const head = bytes.subarray(0, 64 * 1024);
  return head.reduce((zeros, byte) => zeros + (byte === 0 ? 1 : 0), 0) / Math.max(1, head.length);
}

function known(label: string | undefined): string | null {
  try {
    return label ? new TextDecoder(label).encoding : null;
  } catch {
    return null;
  }
}

/** True where bytes that are no UTF-8 outnumber a tenth of the characters beyond ASCII that are. */
function mostlyBroken(text: string): boolean {
  const broken = count(text, /\ufffd/g);
  return broken > 0 && broken * 10 > count(text, /[^\0-\x7f\ufffd]/gu);
}

function controlShare(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is counted
  return text.length === 0 ? 0 : count(text, /[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]/g) / text.length;
}

function count(text: string, pattern: RegExp): number {
  let found = 0;
  pattern.lastIndex = 0;
  while (pattern.test(text)) found++;
  return found;
}
