import type { Owner } from '../limits/caller.ts';
import type { Chunk } from './document.ts';

export type PassageQuery = {
  readonly owner: Owner;
  /** Distinct index terms as `terms()` of words.ts makes them; any one of them matches. Never raw user text. */
  readonly terms: readonly string[];
  /** Restricts the search; null means all of the owner's documents. Ids of other owners match nothing. */
  readonly documentIds: readonly string[] | null;
  /** At most this many candidates, best BM25 first. */
  readonly limit: number;
};

/** A retrieved chunk with what a citation needs. */
export type Passage = Chunk & {
  readonly documentId: string;
  readonly filename: string;
  /** Whether the document holds this text, or it was read from a picture of it. */
  readonly source: 'text' | 'ocr';
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

/** Finds passages of an owner's completed documents. Rejects with StoreBusyError when the store has no time. */
export type PassageIndex = {
  search(query: PassageQuery): Promise<{ passages: Passage[]; corpus: Corpus }>;
  /** An exact scan of the scope's vectors. */
  similar(query: SimilarQuery): Promise<SimilarPassages>;
  /** Whether any completed document, of any owner, lacks vectors of `model` that it has not refused. */
  lacksVectors(model: string): Promise<boolean>;
};
