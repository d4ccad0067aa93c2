import { AppError } from '../../errors.ts';
import { DeadlineError } from '../../within.ts';
import { StoreBusyError } from '../store-failure.ts';

const DISK_FULL = '53100';
/**
 * SQLSTATE classes and codes that say nothing about the call: no connection, no resources, the server stops or starts, a
 * deadline of ours, a row that others held, a standby that takes no writes. https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const UNAVAILABLE = /^(?:08|53|57P|58|25006|25P0[34]|40001|40P01|55P03|57014|XX)/;

/** What a failed call means to its caller: the disk is full, the database has no time or is away, or a bug of ours. */
export function translated(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const { code } = error as { code?: unknown };
  if (code === DISK_FULL)
    return new AppError('quota_exceeded', 'There is no room left to store documents.', { cause: error });
  return isUnavailable(error) ? new StoreBusyError(error) : error;
}

/** Sockets fail with codes such as ECONNRESET, and the client itself without one. */
function isUnavailable(error: unknown): boolean {
  if (error instanceof DeadlineError) return true;
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) return /^(?:Connection terminated|Client (?:was closed|has encountered))/.test(error.message);
  return UNAVAILABLE.test(code) || /^E[A-Z]+$/.test(code);
}
