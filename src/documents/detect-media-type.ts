import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import { MEDIA_TYPES, type MediaType } from './document.ts';
import { isWordDocument } from './is-word-document.ts';
import { looksLikeText } from './looks-like-text.ts';

const HEAD_BYTES = 64 * 1024;
/** Readers take a PDF that begins a little late. */
const PDF_SEARCH_BYTES = 1024;

type File = { readonly path: string; readonly head: Buffer; readonly extension: string };

/** How each kind of file is recognised. They are tried in this order, so that plain text is what no other kind is. */
const RECOGNISED: Readonly<Record<MediaType, (file: File) => boolean | Promise<boolean>>> = {
  'application/pdf': isPdf,
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ({ path, head, extension }) =>
    isWordDocument(path, head, extension),
  'text/html': ({ head, extension }) => /^\.html?$/.test(extension) && looksLikeText(head, { namesCharset: true }),
  'text/markdown': ({ head, extension }) => /^\.(?:md|markdown)$/.test(extension) && looksLikeText(head),
  'text/csv': ({ head, extension }) => extension === '.csv' && looksLikeText(head),
  'text/tab-separated-values': ({ head, extension }) => extension === '.tsv' && looksLikeText(head),
  'application/json': ({ head, extension }) => extension === '.json' && looksLikeText(head),
  'text/plain': ({ head }) => looksLikeText(head),
};

/**
 * What a file is, by its bytes: PDF and Word by how they begin, text by being text and its kind by the name.
 * Null: none of these. A damaged file counts as the kind that it was.
 */
export async function detectMediaType(path: string, filename: string): Promise<MediaType | null> {
  const file = { path, head: await headOf(path), extension: extname(filename).toLowerCase() };
  for (const type of Object.values(MEDIA_TYPES)) if (await RECOGNISED[type](file)) return type;
  return null;
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
