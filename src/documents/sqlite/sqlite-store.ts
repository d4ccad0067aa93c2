import type { DocumentStore } from '../document-store.ts';
import { makeFolder } from '../make-folder.ts';
import { makePrivate } from '../make-private.ts';
import { createThread, type Thread } from '../thread.ts';
import type { Calls } from '../thread-calls.ts';
import { endThreads, type ReaderCalls, SERVICE, threadedStore } from '../threaded-store.ts';
import { leastBusy } from './least-busy.ts';
import type { SqliteWorkerData, SqliteWriterCalls } from './sqlite-worker.ts';

const READERS = 2;
const UNFINISHED_MAX = 50;
/** A full-size upload or document takes about a second; another process may hold the lock for some more. */
const CALL_DEADLINE_MS = 30_000;

export type SqliteStoreOptions = {
  /** Folder of the database; made if it is not there. */
  folder: string;
  /** Bytes that one owner may keep: originals, texts, index and vectors. */
  storageMaxBytes: number;
  /** Documents of one owner that may be unfinished at a time. */
  unfinishedMax?: number;
};

/**
 * The embedded engine: SQLite in worker threads, one that writes and two that read, so that no query waits for a write
 * and none of them holds the main thread. Several processes may share the folder.
 * @throws Error when the folder cannot be used.
 */
export async function openSqliteStore(given: SqliteStoreOptions): Promise<DocumentStore> {
  const options = { unfinishedMax: UNFINISHED_MAX, ...given };
  const { folder } = options;
  await makeFolder(folder);
  await makePrivate(folder, ['docent.db', 'docent.db-wal', 'docent.db-shm', 'tmp', 'processes']);
  const writer = thread<SqliteWriterCalls>({ role: 'writer', ...options });
  await writer.call(SERVICE, 'eraseAll'); // the tables are there now, too
  const readers = Array.from({ length: READERS }, () => thread<ReaderCalls>({ role: 'reader', ...options }));
  const reader = leastBusy(readers);
  await reader().call(SERVICE, 'ping');
  return { ...threadedStore({ writer, reader }), close: () => endThreads([...readers, writer]) };
}

function thread<C extends Calls>(workerData: SqliteWorkerData): Thread<C> {
  return createThread({
    entry: new URL('./sqlite-worker.ts', import.meta.url),
    workerData,
    deadlineMs: CALL_DEADLINE_MS,
  });
}
