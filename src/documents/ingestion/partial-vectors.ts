import { LRUCache } from 'lru-cache';
import type { ChunkVectors } from '../ingest-queue.ts';

/** Vectors of the first `done` of a document's chunks. */
export type PartialVectors = { readonly vectors: ChunkVectors; readonly chunks: number; readonly done: number };

type Batch = ChunkVectors & {
  /** The chunk that it begins with, and how many the document has in all. */
  readonly start: number;
  readonly chunks: number;
};

/** The vectors with one more batch. Null where the server has changed its model under way. */
export function withBatch(partial: PartialVectors | null, batch: Batch): PartialVectors | null {
  const { start, chunks, model, dimensions, values } = batch;
  const vectors = partial?.vectors ?? { model, dimensions, values: new Float32Array(chunks * dimensions) };
  if (vectors.dimensions !== dimensions) return null;
  vectors.values.set(values, start * dimensions);
  return { vectors, chunks, done: start + values.length / dimensions };
}

/** Keeps what unfinished documents have so far for their next try, `maxBytes` of it: the least recently used goes first. */
export function createPartialVectors(maxBytes: number) {
  const kept = new LRUCache<string, PartialVectors>({
    maxSize: maxBytes,
    sizeCalculation: ({ vectors }) => Math.max(1, vectors.values.byteLength),
  });
  return {
    /** Null: nothing of these chunks. */
    get(documentId: string, chunks: number): PartialVectors | null {
      const partial = kept.get(documentId);
      return partial?.chunks === chunks ? partial : null;
    },
    /** Null: nothing is kept any more. */
    set(documentId: string, partial: PartialVectors | null): void {
      if (partial) kept.set(documentId, partial);
      else kept.delete(documentId);
    },
  };
}
