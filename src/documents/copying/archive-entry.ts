import { createHash } from 'node:crypto';
import type { Document } from '../document.ts';

/** A line of JSON before each document; its vectors and its original follow as they are. */
export type Entry = {
  document: Document;
  text: string | null;
  chunks: readonly (readonly [start: number, end: number, page: number | null])[];
  payer: string | null;
  dueMs: number | null;
  vectors: { model: string; dimensions: number; bytes: number; sha256?: string } | null;
  /** Of the original; null: it is not kept. */
  bytes: number | null;
};

/** With a digest of all else on the line, so that nothing damaged is taken before the end is read; archives of before have none. */
export type SealedEntry = Entry & { sha256?: string };

/** With its digest. */
export function sealed(entry: Entry): SealedEntry {
  return { ...entry, sha256: digestOf(JSON.stringify(entry)) };
}

/** @throws Error for an entry that is none, or not as it was written. */
export function unsealed({ sha256, ...entry }: SealedEntry): Entry {
  if (!Array.isArray(entry.chunks)) throw damaged();
  if (sha256 !== undefined && sha256 !== digestOf(JSON.stringify(entry))) throw damaged();
  return entry;
}

/** SHA-256 in hex. */
export function digestOf(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** What is said of an archive that is not as it was written. */
export function damaged(): Error {
  return new Error('the backup is damaged');
}
