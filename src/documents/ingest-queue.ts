import type { Owner } from '../limits/caller.ts';
import type { Chunk, Extract, IngestErrorCode, MediaType, Status } from './document.ts';
import type { StoreFailure } from './store-failure.ts';

/** A claimed ingestion. `lease` names this claim: once another worker retakes the document, the old lease acts on nothing. */
export type Job = {
  readonly owner: Owner;
  readonly documentId: string;
  readonly mediaType: MediaType;
  readonly bytes: number;
  /** The key that uploaded it, whose budgets pay for its vectors; null: the service pays. */
  readonly payer: string | null;
  readonly lease: string;
  /** Attempts before this one: those that failed, and those during which the worker died. */
  readonly attempts: number;
};

/** What a completed document is made of. `terms[i]` holds the index terms of `chunks[i]`, as `terms()` of words.ts makes them, joined by spaces. */
export type Content = {
  readonly extract: Extract;
  readonly chunks: readonly Chunk[];
  readonly terms: readonly string[];
  /** Null where no model embeds: the document is found by its words alone. */
  readonly vectors: ChunkVectors | null;
  /** The model that refuses to embed one of its chunks, if one has. */
  readonly vectorsRefusedBy?: string;
  /** Who pays for vectors that are still to be made, and in how many ms there may be room in that budget. */
  readonly vectorsDue?: { readonly payer: string | null; readonly afterMs?: number };
};

/** One vector of length 1 for each chunk of a document, in their order, one after the other. */
export type ChunkVectors = { readonly model: string; readonly dimensions: number; readonly values: Float32Array };

/** A completed document whose vectors are missing, another model's, or of other dimensions than the model gives now. */
export type EmbeddingJob = {
  readonly owner: Owner;
  readonly documentId: string;
  readonly lease: string;
  readonly chunks: readonly Chunk[];
  /** It has vectors of this very model, of other dimensions. */
  readonly hasOtherDimensions: boolean;
  /** The key that uploaded it, for its first vectors; null: the service pays. */
  readonly payer: string | null;
};

/** A claim of a document, to ingest or to embed it. */
export type Held = Pick<Job, 'owner' | 'documentId' | 'lease'>;

/** Vectors of some chunks of a document, from the chunk `start` on. `texts`: a digest of all its chunks. */
export type PaidBatch = ChunkVectors & { readonly start: number; readonly texts: string };

/** The document was deleted, or another worker has retaken it; nothing was written. */
export type Lost = 'lost';

/**
 * The documents that wait to be ingested, or to be embedded, and who works on them. A worker holds a document for
 * `leaseMs` after its last sign of life; then it is anybody's again.
 */
export type IngestQueue = {
  /**
   * An unfinished document that nobody holds, now held by `worker`; null if there is none. It is the oldest of the owner
   * whose documents have had the least time of late. The attempt counts from here on, so that one which ends the process
   * counts too.
   */
  claim(worker: string, leaseMs: number): Promise<Job | null | StoreFailure>;
  /** Records a step and extends the lease. */
  advance(job: Job, step: { status: Status; progress: number; leaseMs: number }): Promise<'held' | Lost | StoreFailure>;
  /**
   * One transaction: text, chunks, index and the row's `completed`. `over_quota`: the owner's share has no room for all
   * that; the document has ended `failed`, and nothing is kept of it.
   */
  complete(job: Job, content: Content): Promise<'completed' | Lost | 'over_quota' | StoreFailure>;
  /** Ends a failed attempt. With `retry` the document goes back to the queue after a pause, else it ends `failed`. */
  fail(
    job: Job,
    failure: { code: IngestErrorCode; message: string; retry: boolean },
  ): Promise<'recorded' | Lost | StoreFailure>;
  /** Hands an unfinished job back, uncounted: the service is stopping. */
  release(job: Job): Promise<'released' | Lost | StoreFailure>;
  /** The workers that hold unfinished jobs, so that a starting service can tell which of them are dead. */
  holders(): Promise<string[] | StoreFailure>;
  /** Hands back all that a worker held. Attempts during which it died stay counted, those that the store cut short do not. */
  releaseAll(worker: string, how: { died: boolean }): Promise<'released' | StoreFailure>;

  /**
   * A completed document without vectors of `model` that nobody embeds, else one whose vectors have other than
   * `dimensions` (null: any will do); null if there is none. It is the oldest of the owner whose name comes after `after`,
   * and after the last of all names the first: who passes the owner of the claim before gives each owner its turn.
   */
  claimEmbedding(
    model: string,
    dimensions: number | null,
    leaseMs: number,
    after: Owner | null,
  ): Promise<EmbeddingJob | null | StoreFailure>;
  /** Extends the lease. */
  renewEmbedding(job: EmbeddingJob, leaseMs: number): Promise<'held' | Lost | StoreFailure>;
  /**
   * Ends the claim and replaces the document's vectors. `over_quota`: the owner's share has no room for them; they are not
   * kept, and not asked for again.
   */
  embed(job: EmbeddingJob, vectors: ChunkVectors): Promise<'embedded' | 'over_quota' | Lost | StoreFailure>;
  /**
   * Keeps a batch of vectors until the document has all of them, or is refused: they are paid for, whatever becomes of this
   * claim. Those of another model, of other dimensions or other texts go.
   */
  keepVectors(job: Held, batch: PaidBatch): Promise<'kept' | Lost | StoreFailure>;
  /** The vectors that are kept of the document's first chunks; null: none by this model of these texts. */
  keptVectors(job: Held, model: string, texts: string): Promise<ChunkVectors | null | StoreFailure>;
  /** Ends the claim; the document keeps the vectors that it had. */
  releaseEmbedding(job: EmbeddingJob): Promise<'released' | Lost | StoreFailure>;
  /** Ends the claim: there is no room in a budget, and nobody claims the document again before `afterMs`. */
  postponeEmbedding(job: EmbeddingJob, afterMs: number): Promise<'recorded' | Lost | StoreFailure>;
  /** Ends the claim: `model` refuses the document, and is not asked for its vectors again. */
  refuseEmbedding(job: EmbeddingJob, model: string): Promise<'recorded' | Lost | StoreFailure>;
};
