import { AppError } from '../errors.ts';

/**
 * Why a store did not do what it was asked; the document is not at fault. `busy`: the call timed out, or
 * another process held the lock; the call may still have taken effect, or may do so later. `disk_full`: nothing was written.
 */
export type StoreFailure = 'busy' | 'disk_full';

/** The store is busy: 503 to a caller, a pause to a worker. */
export class StoreBusyError extends AppError {
  constructor(cause?: unknown, message = 'The document store is busy. Try again in a moment.', retryAfterSeconds = 1) {
    super('overloaded', message, { retryAfterSeconds, cause });
  }
}

/** The outcome of a call that the store has done. @throws StoreBusyError; AppError `quota_exceeded` where the disk is full. */
export function answered<T>(outcome: T): Exclude<T, StoreFailure> {
  if (outcome === 'busy') throw new StoreBusyError();
  if (outcome === 'disk_full') throw new AppError('quota_exceeded', 'There is no room left to store documents.');
  return outcome as Exclude<T, StoreFailure>;
}
