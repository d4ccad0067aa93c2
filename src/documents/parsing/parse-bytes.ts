import type { Extract, MediaType } from '../document.ts';
import { parseCsv, parseTsv } from './parse-csv.ts';
import { ParseError } from './parse-error.ts';
import type { ParseLimits } from './parse-limits.ts';
import { parseMarkdown } from './parse-markdown.ts';
import { parseText } from './parse-text.ts';

type Parse = (bytes: Buffer, limits: ParseLimits) => Extract | Promise<Extract>;

/** Loaded when first needed: a text file should not wait for the PDF reader. */
const PARSERS: Readonly<Record<MediaType, () => Promise<Parse>>> = {
  'application/pdf': async () => (await import('./parse-pdf.ts')).parsePdf,
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': async () =>
    (await import('./parse-docx.ts')).parseDocx,
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': async () =>
    (await import('./parse-pptx.ts')).parsePptx,
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': async () =>
    (await import('./parse-xlsx.ts')).parseXlsx,
  'application/vnd.oasis.opendocument.text': async () => (await import('./parse-odt.ts')).parseOdt,
  'application/epub+zip': async () => (await import('./parse-epub.ts')).parseEpub,
  'application/rtf': async () => (await import('./parse-rtf.ts')).parseRtf,
  'message/rfc822': async () => (await import('./parse-eml.ts')).parseEml,
  'text/html': async () => (await import('./parse-html.ts')).parseHtml,
  'text/markdown': async () => parseMarkdown,
  'text/csv': async () => parseCsv,
  'text/tab-separated-values': async () => parseTsv,
  'application/json': async () => (await import('./parse-json.ts')).parseJson,
  'text/plain': async () => parseText,
};

/** A bullet of a symbol font, whose characters stand in the private use area and say nothing without it. */
const SYMBOL_BULLET = /^([ \t]{0,20})[\ue000-\uf8ff](?=\s)/gm;
/** Text that the smallest file may have. */
const ALWAYS_CHARS = 10_000;

/**
 * Turns a whole file into clean text: well-formed UTF-16 without NUL, within the limits, never empty.
 * Meant for a process of its own: a hostile file may take all memory and never return.
 * @throws ParseError, and nothing else.
 */
export async function parseBytes(mediaType: MediaType, bytes: Buffer, limits: ParseLimits): Promise<Extract> {
  const parse = await PARSERS[mediaType]();
  const effective = { ...limits, maxChars: maxCharsOf(bytes, limits) };
  try {
    return validated(await parse(bytes, effective), effective);
  } catch (cause) {
    if (cause instanceof ParseError) throw cause;
    if (cause instanceof RangeError && !('code' in cause))
      throw new ParseError('parse_limit_exceeded', 'The file is nested too deeply, or unpacks to too much.', { cause });
    throw new ParseError('corrupt_file', 'The file is damaged or is not what its name says.', { cause });
  }
}

/** A small file that expands to a huge text would cost far more storage and time than its size suggests. */
function maxCharsOf({ length }: Buffer, { maxChars, maxRatio }: ParseLimits): number {
  return Math.min(maxChars, Math.max(ALWAYS_CHARS, length * maxRatio));
}

function validated({ text, ...pages }: Extract, { maxChars }: ParseLimits): Extract {
  if (text.length > maxChars)
    throw new ParseError(
      'parse_limit_exceeded',
      `The text has ${text.length} characters; at most ${maxChars} are read.`,
    );
  if (!/\S/.test(text)) throw new ParseError('no_text', noText(pages));
  return { ...pages, text: text.toWellFormed().replaceAll('\0', ' ').replace(SYMBOL_BULLET, '$1•') }; // each unit for a unit: the pages stay where they are
}

function noText({ pageStarts }: Pick<Extract, 'pageStarts'>): string {
  if (pageStarts.length === 0) return 'There is no text in the file.';
  return `There is no text on any of the ${pageStarts.length} pages: pictures of text are not read.`;
}
