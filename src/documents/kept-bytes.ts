import type { MediaType } from './document.ts';
import type { DocumentPostings } from './index/postings.ts';
import type { Content } from './ingest-queue.ts';

/** Approximate bytes of a row beside its content: header and keys. The migration in migrations.ts uses the same figure. */
const ROW_BYTES = 24;

/** The longest text by the default of `PARSE_MAX_CHARS`; longer ones hardly ever complete. */
const TEXT_MAX_BYTES = 5_000_000;

/** Usual lower bound of text and index, as a multiple of the file's size. */
const TIMES_MADE: Readonly<Record<MediaType, number>> = {
  'application/pdf': 0.1,
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 0.1,
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 0.1,
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 0.5,
  'application/vnd.oasis.opendocument.text': 0.1,
  'application/epub+zip': 0.5,
  'application/rtf': 0.1,
  'message/rfc822': 0.1,
  'text/html': 0.1,
  'text/markdown': 1,
  'text/csv': 1,
  'text/tab-separated-values': 1,
  'application/json': 1,
  'text/plain': 1,
};

/** Bytes that a file is expected to take once it is completed. */
export function expectedBytes({ bytes, mediaType }: { bytes: number; mediaType: MediaType }): number {
  return bytes + Math.ceil(Math.min(bytes, TEXT_MAX_BYTES) * TIMES_MADE[mediaType]);
}

/** Bytes of everything that is stored for a document. */
export function keptBytes({ extract, chunks, vectors }: Content, postings: DocumentPostings): number {
  let index = chunks.length * ROW_BYTES;
  for (const term of postings.terms()) index += 2 * Buffer.byteLength(term) + 1 + postings.bytes(term) + ROW_BYTES;
  return Buffer.byteLength(extract.text) + index + (vectors?.values.byteLength ?? 0);
}
