import { StoreBusyError } from './store-failure.ts';

/** A file on disk, as it was received. */
export type ObjectFile = { readonly path: string; readonly bytes: number; readonly sha256: string };

/**
 * Bytes under keys, outside the database. Every call has a deadline and rejects with ObjectsAwayError when the store has not
 * done what it was asked.
 */
export type ObjectStore = {
  /** The object is there, whole, once this resolves. */
  put(key: string, file: ObjectFile): Promise<void>;
  /** The bytes in order, in pieces of at most 64 KiB. Nothing is asked before the first piece is; reading fails with MissingObjectError. */
  read(key: string): AsyncIterable<Uint8Array>;
  /** Also where there is none. */
  remove(key: string): Promise<void>;
  ping(): Promise<void>;
  close(): void;
};

/** The object store has not done what it was asked: 503 to a caller, a pause to a worker. */
export class ObjectsAwayError extends StoreBusyError {
  constructor(cause?: unknown) {
    super(cause, 'Uploaded files cannot be stored or read at the moment. Try again in a few seconds.', 5);
  }
}

/** There is no object of this key. */
export class MissingObjectError extends Error {
  override readonly name = 'MissingObjectError';
}
