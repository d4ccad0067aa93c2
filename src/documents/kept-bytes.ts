import type { MediaType } from './document.ts';
import type { DocumentPostings } from './index/postings.ts';
import type { Content } from './ingest-queue.ts';

/** What a row takes beside its content, about: header and keys. The migration of migrations.ts counts the same. */
const ROW_BYTES = 24;

/** A text as long as `PARSE_MAX_CHARS` lets it be by default; what is longer is hardly ever completed. */
const TEXT_MAX_BYTES = 5_000_000;

/** The text and index of a file, at least, as a rule: so many times its own size. */
const TIMES_MADE: Readonly<Record<MediaType, number>> = {
  'application/pdf': 0.1,
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 0.1,
  'text/html': 0.1,
  'text/markdown': 1,
  'text/csv': 1,
  'text/plain': 1,
};

/** Bytes that a file is expected to take once it is completed. */
export function expectedBytes({ bytes, mediaType }: { bytes: number; mediaType: MediaType }): number {
  return bytes + Math.ceil(Math.min(bytes, TEXT_MAX_BYTES) * TIMES_MADE[mediaType]);
}

/** Bytes that all takes that is made of a file. */
export function keptBytes({ extract, chunks, vectors }: Content, postings: DocumentPostings): number {
  let index = chunks.length * ROW_BYTES;
  for (const term of postings.terms()) index += 2 * Buffer.byteLength(term) + 1 + postings.bytes(term) + ROW_BYTES;
  return Buffer.byteLength(extract.text) + index + (vectors?.values.byteLength ?? 0);
}
