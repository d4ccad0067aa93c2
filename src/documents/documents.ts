import type { Owner } from '../limits/caller.ts';
import type { Document, MediaType, Status } from './document.ts';
import type { StoreFailure } from './store-failure.ts';

/** A finished upload on disk, not yet a document. */
export type Upload = {
  readonly path: string;
  readonly filename: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly mediaType: MediaType;
  /** The key whose budgets pay for its vectors. */
  readonly payer: string;
  /** Where its bytes lie in the object store already, announced to `LooseObjects`; absent: they go into the database. */
  readonly objectKey?: string;
  /** It is the copy of another store's document, and by `lease` held from the start; null: it waits for workers. */
  readonly as?: { readonly id: string; readonly createdAt: number; readonly lease: string | null };
};

/** How long a copy is held for whoever makes it. */
export const COPY_LEASE_MS = 60_000;

/** `duplicate`: the same owner, sha256 and filename exist already. `requeued`: they exist but had failed. */
export type Admitted = { readonly outcome: 'created' | 'duplicate' | 'requeued'; readonly document: Document };

/**
 * Why an upload was not taken in; nothing of it is left. `over_quota`: the owner's share has no room for what the document
 * will take, about. `too_many_unfinished`: so many documents of the owner wait already.
 */
export type RefusedAdmission =
  | { readonly outcome: 'over_quota'; readonly storageMaxBytes: number }
  | { readonly outcome: 'too_many_unfinished'; readonly unfinishedMax: number; readonly retryAfterSeconds: number };

export type ListQuery = { readonly limit: number; readonly cursor: string | null; readonly status: Status | null };
/** `total` counts what matches the status, over all pages. */
export type DocumentPage = {
  readonly documents: readonly Document[];
  readonly nextCursor: string | null;
  readonly total: number;
};

/** The slice [start, end) of a text, in UTF-16 code units. */
export type TextSlice = {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly totalChars: number;
};

/**
 * The documents of all owners. Every call takes the owner first; another owner's id behaves as an unknown one. A read for
 * which the store has no time rejects with StoreBusyError: its caller can only come back.
 */
export type Documents = {
  /** Takes an upload in, durably, before it resolves; the file at `path` stays the caller's to unlink. */
  admit(owner: Owner, upload: Upload): Promise<Admitted | RefusedAdmission | StoreFailure>;
  get(owner: Owner, id: string): Promise<Document | null>;
  /** Those of the owner's documents that `ids` names, in one call however many they are; in no order. */
  getMany(owner: Owner, ids: readonly string[]): Promise<Document[]>;
  /** Newest first. */
  list(owner: Owner, query: ListQuery): Promise<DocumentPage | 'foreign_cursor'>;
  /** `end` is clamped; null while there is no such document or no text yet. */
  text(owner: Owner, id: string, start: number, end: number): Promise<TextSlice | null>;
  /** `removed` once row, bytes, text, chunks and index entries are gone, from the files too. */
  remove(owner: Owner, id: string): Promise<'removed' | 'unknown' | StoreFailure>;
};
