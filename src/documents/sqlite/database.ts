import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { AppError, isOutOfDescriptors, tooManyOpen } from '../../errors.ts';
import { defineSealing } from './define-sealing.ts';
import { MIGRATIONS } from './migrations.ts';

/** How long SQLite itself waits for another process's lock, ms. */
export const LOCK_WAIT_MS = 5000;
/** How often that wait is repeated before the caller is told to come back. */
const LOCK_TRIES = 3;

/** A log that one large document made longer is cut back to this. */
const LOG_KEPT_BYTES = 16 * 1024 * 1024;

// Primary result codes, https://www.sqlite.org/rescode.html
const BUSY = 5;
const IOERR = 10;
const FULL = 13;

/** Opens the file for the one writing thread, and brings its tables to the newest version. */
export function openForWriting(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: LOCK_WAIT_MS });
  database.exec('PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL'); // before the first table, or never
  whileBusy(() => database.exec('PRAGMA journal_mode = WAL'));
  database.exec('PRAGMA synchronous = FULL; PRAGMA secure_delete = ON');
  database.exec('PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000'); // text never reaches a temporary file
  database.exec(`PRAGMA journal_size_limit = ${LOG_KEPT_BYTES}`);
  migrate(database);
  return database;
}

/** Opens a migrated file for reading. */
export function openForReading(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: LOCK_WAIT_MS });
  database.exec('PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8000');
  return database;
}

/** Two processes may start at once: the second one waits for the first and finds nothing left to do. */
function migrate(database: DatabaseSync): void {
  write(database, () => {
    const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
    if (version > MIGRATIONS.length) throw new Error(`The data folder was written by a newer version (${version}).`);
    defineSealing(database);
    for (const migration of MIGRATIONS.slice(version)) database.exec(migration);
    database.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
  });
}

/**
 * Runs `work` in one transaction: all of it is durable when this returns, or nothing of it is there.
 * @throws AppError `quota_exceeded` when the disk takes no more, `overloaded` when another process holds the lock too long.
 */
export function write<T>(database: DatabaseSync, work: () => T): T {
  try {
    whileBusy(() => database.exec('BEGIN IMMEDIATE'));
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw translated(error);
  }
}

/** Runs `work` over one snapshot of the data. */
export function read<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN');
  try {
    return work();
  } finally {
    database.exec('COMMIT');
  }
}

/** The one place where rows get their types: SQLite cannot know them. */
export function all<R extends object>(statement: StatementSync, ...values: SQLInputValue[]): R[] {
  return statement.all(...values) as R[];
}

export function one<R extends object>(statement: StatementSync, ...values: SQLInputValue[]): R | undefined {
  return statement.get(...values) as R | undefined;
}

function whileBusy<T>(work: () => T): T {
  for (let tries = 1; ; tries++) {
    try {
      return work();
    } catch (error) {
      if (resultCode(error) !== BUSY || tries === LOCK_TRIES) throw error;
    }
  }
}

function translated(error: unknown): unknown {
  if (isOutOfDescriptors(error)) return tooManyOpen(error);
  const code = resultCode(error);
  if (code === FULL || code === IOERR)
    return new AppError('quota_exceeded', 'There is no room left to store documents.', { cause: error });
  if (code === BUSY)
    return new AppError('overloaded', 'The document store is busy. Try again in a moment.', { cause: error });
  return error;
}

function resultCode(error: unknown): number | null {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode & 0xff
    : null;
}
