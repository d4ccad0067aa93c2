import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { DocumentStore } from '../documents/document-store.ts';
import { originalsInObjects } from '../documents/originals-in-objects.ts';
import type { openPostgresStore } from '../documents/postgres/postgres-store.ts';
import type { S3Options } from '../documents/s3/s3-objects.ts';
import { openSqliteStore } from '../documents/sqlite/sqlite-store.ts';
import { startObjectSweep } from '../documents/sweep-objects.ts';
import { type WatchedObjects, watchObjects } from '../documents/watched-objects.ts';
import type { Instruments } from '../telemetry/instruments.ts';

/** Documents, and where an object store keeps their originals what else there is of it. */
export type OpenedStore = {
  store: DocumentStore;
  /** Null: the engine keeps the originals. */
  objects: { check: WatchedObjects['check']; startSweep: () => () => Promise<void> } | null;
};

type StoreDeps = { log: Logger; instruments: Pick<Instruments, 'recordOriginalsDegraded'> };

/**
 * Opens the configured engine: PostgreSQL where `DATABASE_URL` names one, else SQLite in `DATA_DIR`.
 * @throws Error that names the variable and says what is wrong, without showing a path, URL or password.
 */
export async function openStore({ documents }: Pick<Config, 'documents'>, deps: StoreDeps): Promise<OpenedStore> {
  const { database, objects, folder, storageMaxBytes, unfinishedMax } = documents;
  if (!database) {
    const opening = openSqliteStore({ folder, storageMaxBytes, unfinishedMax });
    return { store: await usable('DATA_DIR', opening), objects: null };
  }
  deps.log.info(
    'documents are kept in PostgreSQL; vectors are compared one by one, up to 32 MiB of them for one owner',
  );
  const { openPostgresStore } = await import('../documents/postgres/postgres-store.ts'); // its client is for no other start
  const opening = openPostgresStore({ ...database, storageMaxBytes, unfinishedMax });
  const store = await usable('DATABASE_URL', opening, ({ message }) => message);
  if (objects) return withObjects(store, objects, deps);
  if (!(await store.looseObjects.isInUse())) return { store, objects: null };
  await store.close();
  throw new Error('BLOB_URL is missing: originals of documents in this database lie in an object store');
}

async function withObjects(
  store: PostgresStore,
  options: S3Options,
  { log, instruments }: StoreDeps,
): Promise<OpenedStore> {
  const { createS3Objects } = await import('../documents/s3/s3-objects.ts'); // a tenth of a second, for no other start
  const objects = watchObjects(createS3Objects(options), { log, instruments });
  const { looseObjects } = store;
  const startSweep = () => startObjectSweep({ looseObjects, objects, log });
  return { store: originalsInObjects(store, objects), objects: { check: objects.check, startSweep } };
}

type PostgresStore = Awaited<ReturnType<typeof openPostgresStore>>;

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
