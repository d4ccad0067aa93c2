import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { DocumentStore } from '../documents/document-store.ts';
import { openSqliteStore } from '../documents/sqlite/sqlite-store.ts';

/**
 * Opens the configured engine: PostgreSQL where `DATABASE_URL` names one, else SQLite in `DATA_DIR`.
 * @throws Error that names the variable and says what is wrong, without showing a path, URL or password.
 */
export async function openStore(
  { documents }: Pick<Config, 'documents'>,
  log: Pick<Logger, 'info'>,
): Promise<DocumentStore> {
  const { database, folder, storageMaxBytes, unfinishedMax } = documents;
  if (!database) return usable('DATA_DIR', openSqliteStore({ folder, storageMaxBytes, unfinishedMax }));
  log.info('documents are kept in PostgreSQL; vectors are compared one by one, up to 32 MiB of them for one owner');
  const { openPostgresStore } = await import('../documents/postgres/postgres-store.ts'); // its client is for no other start
  const opening = openPostgresStore({ ...database, storageMaxBytes, unfinishedMax });
  return usable('DATABASE_URL', opening, ({ message }) => message);
}

/** @throws Error that names the variable and says why it cannot be used. */
export async function usable<T>(
  variable: 'DATA_DIR' | 'DATABASE_URL',
  opening: Promise<T>,
  reason: (error: Error) => string = reasonOf,
): Promise<T> {
  return opening.catch((cause) => {
    throw new Error(`${variable} cannot be used: ${reason(cause)}`, { cause });
  });
}

/** The code of a system call's failure, whose message shows the path; else what lies at the bottom of it. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('syscall' in error && 'code' in error) return String(error.code);
  return error.cause === undefined ? error.message : reasonOf(error.cause);
}
