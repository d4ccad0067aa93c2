import type { Owner } from '../limits/caller.ts';
import type { Document } from './document.ts';

/** The uploaded files, byte for byte. */
export type Originals = {
  /**
   * The bytes in order, in pieces of at most 64 KiB, each the reader's own, who may free it; null for an unknown document
   * and for one of which nothing is kept. Rejects with StoreBusyError when the store has no time; so does reading on, and
   * with AppError `not_found` once the document is deleted.
   */
  read(owner: Owner, id: string): Promise<{ document: Document; bytes: AsyncIterable<Uint8Array> } | null>;
};
