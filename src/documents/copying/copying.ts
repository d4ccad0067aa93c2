import type { Owner } from '../../limits/caller.ts';
import type { Chunk, Document } from '../document.ts';
import type { ChunkVectors } from '../ingest-queue.ts';

/** Where a document stands in the order of all: by owner, then by age. */
export type CopyPlace = { readonly owner: Owner; readonly createdAt: number; readonly id: string };

/** What an engine keeps of a document that no other port gives. Before it is completed there are no chunks. */
export type CopyParts = {
  readonly chunks: readonly Omit<Chunk, 'text'>[];
  readonly vectors: ChunkVectors | null;
  /** Who pays for vectors that are still to be made. */
  readonly payer: string | null;
  /** In how many ms there may be room for them; null: no budget lacks it. */
  readonly dueMs: number | null;
};

/** Reads everything, so that another store can have it. Rejects with StoreBusyError when the store has no time. */
export type Copying = {
  /** The next documents of all owners after a place; null: from the first one on. */
  placesAfter(after: CopyPlace | null, limit: number): Promise<CopyPlace[]>;
  /** Null: there is no such document any more. */
  partsOf(owner: Owner, id: string): Promise<CopyParts | null>;
};

/** A document with all that is kept of it. */
export type DocumentCopy = {
  readonly document: Document;
  readonly parts: CopyParts;
  /** Null before it is completed. */
  readonly text: string | null;
  /** The original; null: it is not kept. To be read before the next copy is asked for. */
  readonly bytes: AsyncIterable<Uint8Array> | null;
};
