import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import { MEDIA_TYPES, type MediaType } from './document.ts';
import { looksLikeText } from './looks-like-text.ts';
import { zipKind } from './zip-kind.ts';

const HEAD_BYTES = 64 * 1024;
/** Readers take a PDF that begins a little late. */
const PDF_SEARCH_BYTES = 1024;

type File = { readonly head: Buffer; readonly extension: string; readonly zip: MediaType | null };

/** How each kind of file is recognised. They are tried in this order, so that plain text is what no other kind is. */
const RECOGNISED: Readonly<Record<MediaType, (file: File) => boolean>> = {
  'application/pdf': isPdf,
  [MEDIA_TYPES.docx]: ({ zip }) => zip === MEDIA_TYPES.docx,
  [MEDIA_TYPES.pptx]: ({ zip }) => zip === MEDIA_TYPES.pptx,
  [MEDIA_TYPES.xlsx]: ({ zip }) => zip === MEDIA_TYPES.xlsx,
  [MEDIA_TYPES.odt]: ({ zip }) => zip === MEDIA_TYPES.odt,
  [MEDIA_TYPES.epub]: ({ zip }) => zip === MEDIA_TYPES.epub,
  'application/rtf': ({ head }) => /^\s{0,20}\{\\rtf/.test(head.toString('latin1', 0, 40)),
  'message/rfc822': ({ head, extension }) => extension === '.eml' && looksLikeText(head, { namesCharset: true }),
  'text/html': ({ head, extension }) => /^\.html?$/.test(extension) && looksLikeText(head, { namesCharset: true }),
  'text/markdown': ({ head, extension }) => /^\.(?:md|markdown)$/.test(extension) && looksLikeText(head),
  'text/csv': ({ head, extension }) => extension === '.csv' && looksLikeText(head),
  'text/tab-separated-values': ({ head, extension }) => extension === '.tsv' && looksLikeText(head),
  'application/json': ({ head, extension }) => extension === '.json' && looksLikeText(head),
  'text/plain': ({ head }) => looksLikeText(head),
};

/**
 * What a file is, by its bytes: PDF, Rich Text and documents in a zip by how they begin and what is in them, text by being text and its kind by the name.
 * Null: none of these. A damaged file counts as the kind that it was.
 */
export async function detectMediaType(path: string, filename: string): Promise<MediaType | null> {
  const [head, extension] = [await headOf(path), extname(filename).toLowerCase()];
  const zip = await zipKind({ path, head, extension });
  return Object.values(MEDIA_TYPES).find((type) => RECOGNISED[type]({ head, extension, zip })) ?? null;
}

async function headOf(path: string): Promise<Buffer> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
  return buffer.subarray(0, bytesRead);
}

function isPdf({ head, extension }: File): boolean {
  const at = head.subarray(0, PDF_SEARCH_BYTES).indexOf('%PDF-');
  return extension === '.pdf' ? at >= 0 : at === 0;
}
