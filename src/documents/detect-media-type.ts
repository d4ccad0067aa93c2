import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import { MEDIA_TYPES, type MediaType } from './document.ts';
import { isWordDocument } from './is-word-document.ts';
import { looksLikeText } from './looks-like-text.ts';

const HEAD_BYTES = 64 * 1024;
/** Readers take a PDF that begins a little late. */
const PDF_SEARCH_BYTES = 1024;

const TEXT_TYPES: Readonly<Record<string, MediaType>> = {
  '.html': MEDIA_TYPES.html,
  '.htm': MEDIA_TYPES.html,
  '.md': MEDIA_TYPES.md,
  '.csv': MEDIA_TYPES.csv,
};

/**
 * What a file is, by its bytes: PDF and Word by how they begin, text by being text and its kind by the name.
 * Null: none of these. A damaged file counts as the kind that it was.
 */
export async function detectMediaType(path: string, filename: string): Promise<MediaType | null> {
  const head = await headOf(path);
  const extension = extname(filename).toLowerCase();
  if (isPdf(head, extension)) return MEDIA_TYPES.pdf;
  if (await isWordDocument(path, head, extension)) return MEDIA_TYPES.docx;
  const type = TEXT_TYPES[extension] ?? MEDIA_TYPES.txt;
  return looksLikeText(head, { namesCharset: type === MEDIA_TYPES.html }) ? type : null;
}

async function headOf(path: string): Promise<Buffer> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
  return buffer.subarray(0, bytesRead);
}

function isPdf(head: Buffer, extension: string): boolean {
  const at = head.subarray(0, PDF_SEARCH_BYTES).indexOf('%PDF-');
  return extension === '.pdf' ? at >= 0 : at === 0;
}
