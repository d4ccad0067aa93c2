import type { Chunk, Document, Extract, IngestErrorCode, MediaType, Owner, Status } from './document.ts';

/** A finished upload on disk, not yet a document. */
export type Upload = {
  readonly path: string;
  readonly filename: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly mediaType: MediaType;
};

/** A claimed ingestion. `lease` names this claim: once another worker retakes the document, the old lease acts on nothing. */
export type Job = {
  readonly owner: Owner;
  readonly documentId: string;
  readonly mediaType: MediaType;
  readonly bytes: number;
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
};

/** One vector of length 1 for each chunk of a document, in their order, one after the other. */
export type ChunkVectors = { readonly model: string; readonly dimensions: number; readonly values: Float32Array };

export type ListPage = { readonly limit: number; readonly cursor: string | null; readonly status: Status | null };

export type PassageQuery = {
  readonly owner: Owner;
  /** Distinct index terms as `terms()` of words.ts makes them; any one of them matches. Never raw user text. */
  readonly terms: readonly string[];
  /** Restricts the search; null means the owner's whole library. Ids of other owners match nothing. */
  readonly documentIds: readonly string[] | null;
  /** At most this many candidates, best BM25 first. */
  readonly limit: number;
};

/** A retrieved chunk with what a citation needs. */
export type Passage = Chunk & { readonly documentId: string; readonly filename: string };

export type SimilarQuery = {
  readonly owner: Owner;
  readonly documentIds: readonly string[] | null;
  /** Of length 1. Only vectors of the same model and as many dimensions are compared with it. */
  readonly vector: { readonly model: string; readonly values: Float32Array };
  readonly limit: number;
};

/** Passages by their cosine with the query, best first. */
export type SimilarPassages = {
  readonly passages: readonly (Passage & { readonly cosine: number })[];
  /** The mean cosine of the chunks of all other documents than the best passage's: what unrelated texts have; 0: there are none. */
  readonly background: number;
};

/** A completed document whose vectors are missing, another model's, or of other dimensions than the model gives now. */
export type EmbeddingJob = {
  readonly owner: Owner;
  readonly documentId: string;
  readonly lease: string;
  readonly chunks: readonly Chunk[];
  /** It has vectors of this very model, of other dimensions. */
  readonly hasOtherDimensions: boolean;
};

/** Figures of the searched scope (this owner, these documents), for BM25 and idf. */
export type Corpus = {
  readonly chunks: number;
  /** Mean index terms per chunk. */
  readonly averageTerms: number;
  /** Chunks containing each term of the query, in its order. */
  readonly documentFrequency: readonly number[];
  /** Documents of the scope that are searchable, and that are still being ingested. */
  readonly completedDocuments: number;
  readonly pendingDocuments: number;
};

/**
 * Where documents are kept: one port, an embedded and a server engine behind it.
 * Every call that touches a document takes its owner first; another owner's id behaves as an unknown one.
 * Completion and deletion are atomic: row, original bytes, text, chunks and index agree after any kill.
 */
export type DocumentStore = {
  /**
   * Takes an upload in, durably, before it resolves; the file at `path` stays the caller's to unlink.
   * `duplicate`: the same owner, sha256 and filename exist already. `requeued`: they exist but had failed.
   * @throws AppError `quota_exceeded` when the disk is full, or the owner's share by what the document will take, about; `rate_limited` when too many of the owner's
   * documents are unfinished; nothing is left half-written.
   */
  admit(owner: Owner, upload: Upload): Promise<{ outcome: 'created' | 'duplicate' | 'requeued'; document: Document }>;
  get(owner: Owner, id: string): Promise<Document | null>;
  /** Those of the owner's documents that `ids` names, in one call however many they are; in no order. */
  getMany(owner: Owner, ids: readonly string[]): Promise<Document[]>;
  /** Newest first. `total` counts what matches `status`, over all pages. @throws AppError `invalid_request` on a foreign cursor. */
  list(owner: Owner, page: ListPage): Promise<{ documents: Document[]; nextCursor: string | null; total: number }>;
  /** The slice [start, end) of the text, end clamped; null while there is no such document or no text yet. */
  text(
    owner: Owner,
    id: string,
    start: number,
    end: number,
  ): Promise<{ text: string; start: number; end: number; totalChars: number } | null>;
  /** The original bytes in order, in pieces of at most 64 KiB; null for an unknown document and for one that had no room. Reading on rejects once it is deleted. */
  original(owner: Owner, id: string): Promise<{ document: Document; bytes: AsyncIterable<Uint8Array> } | null>;
  /** True once row, bytes, text, chunks and index entries are gone, from the files too; false if there was none. */
  remove(owner: Owner, id: string): Promise<boolean>;

  /**
   * An unfinished document that nobody holds, now held by `worker` for `leaseMs`; null if there is none. It is the oldest of the
   * owner whose documents have had the least time of late. The attempt counts from here on, so that one which ends the
   * process counts too.
   */
  claim(worker: string, leaseMs: number): Promise<Job | null>;
  /** Records a step and extends the lease. False: the document was deleted or retaken; stop working on it. */
  advance(job: Job, step: { status: Status; progress: number; leaseMs: number }): Promise<boolean>;
  /**
   * One transaction: text, chunks, index and the row's `completed`. `lost` as for `advance`, and nothing was written.
   * `over_quota`: the owner's share has no room for all that; the document has ended `failed`, and nothing is kept of it.
   */
  complete(job: Job, content: Content): Promise<'completed' | 'lost' | 'over_quota'>;
  /** Ends a failed attempt. With `retry` the document goes back to the queue after a pause, else it ends `failed`. */
  fail(job: Job, failure: { code: IngestErrorCode; message: string; retry: boolean }): Promise<boolean>;
  /** Hands an unfinished job back, uncounted: the service is stopping. */
  release(job: Job): Promise<void>;
  /** The workers that hold unfinished jobs, so that a starting service can tell which of them are dead. */
  holders(): Promise<string[]>;
  /** Hands back all that a worker held. Attempts during which it died stay counted, those that the store cut short do not. */
  releaseAll(worker: string, { died }: { died: boolean }): Promise<void>;

  search(query: PassageQuery): Promise<{ passages: Passage[]; corpus: Corpus }>;
  /** An exact scan of the scope's vectors. */
  similar(query: SimilarQuery): Promise<SimilarPassages>;

  /** Whether any completed document, of any owner, lacks vectors of `model` that it has not refused. */
  lacksVectors(model: string): Promise<boolean>;
  /** The oldest such document that nobody embeds, else one whose vectors have other than `dimensions` (null: any will do), now held for `leaseMs`; null if there is none. */
  claimEmbedding(model: string, dimensions: number | null, leaseMs: number): Promise<EmbeddingJob | null>;
  /**
   * Ends the claim and replaces the document's vectors, unless they are null. Those for which the owner's share has no room
   * are not kept, and not asked for again. False: it was deleted or retaken, and nothing was written.
   */
  embed(job: EmbeddingJob, vectors: ChunkVectors | null): Promise<boolean>;
  /** Ends the claim: `model` refuses the document, and is not asked for its vectors again. */
  refuseEmbedding(job: EmbeddingJob, model: string): Promise<void>;

  /** Rejects when the store cannot answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
};
