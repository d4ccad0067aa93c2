import type { DocumentStore } from '../document-store.ts';
import type { LooseObjects } from '../loose-objects.ts';
import { createThread } from '../thread.ts';
import { endThreads, outcomeOf, readOf, SERVICE, threadedStore } from '../threaded-store.ts';
import type { PostgresCalls, PostgresWorkerData } from './postgres-worker.ts';

const UNFINISHED_MAX = 50;
/** A database that is started together with the service takes a while. */
const STARTS_WITHIN_MS = 15_000;
/** The database's own deadlines pass before. */
const CALL_DEADLINE_MS = 35_000;

export type PostgresStoreOptions = {
  url: string;
  /** Of this process, at least two. */
  maxConnections: number;
  /** Bytes that one owner may keep: originals, texts, index and vectors. */
  storageMaxBytes: number;
  /** Documents of one owner that may be unfinished at a time. */
  unfinishedMax?: number;
  /** How long it is waited for. */
  startsWithinMs?: number;
};

/**
 * The engine for many processes: PostgreSQL 15 or newer, with tables of its own in the schema `docent`. Its client runs in
 * two threads, one for what is read and one for what is written, so that neither the index of a long document nor the
 * postings of a common word hold the main one.
 * @throws Error when the database cannot be reached or was written by a newer version.
 */
export async function openPostgresStore({
  startsWithinMs = STARTS_WITHIN_MS,
  maxConnections,
  ...given
}: PostgresStoreOptions): Promise<DocumentStore & { looseObjects: LooseObjects }> {
  const options = { unfinishedMax: UNFINISHED_MAX, ...given };
  const forWriting = Math.floor(maxConnections / 2);
  const writer = thread({ ...options, maxConnections: forWriting });
  const reader = thread({ ...options, maxConnections: maxConnections - forWriting });
  await writer.call(SERVICE, 'migrate', startsWithinMs).catch(async (error) => {
    await writer.end(); // what it waits for may take longer than anybody who starts a service
    throw error;
  });
  return {
    ...threadedStore({ writer, reader: () => reader }),
    looseObjects: {
      announce: (owner, key, withinMs) => outcomeOf(writer.call(owner, 'announce', owner, key, withinMs)),
      ofDocument: (owner, id) => readOf(reader.call(owner, 'looseObjectsOf', owner, id)),
      due: (limit) => outcomeOf(writer.call(SERVICE, 'dueObjects', limit)),
      forget: (objects) => outcomeOf(writer.call(SERVICE, 'forgetObjects', objects)),
      isInUse: () => readOf(reader.call(SERVICE, 'hasObjects')),
    },
    close: () => endThreads([reader, writer]),
  };
}

function thread(workerData: PostgresWorkerData) {
  return createThread<PostgresCalls>({
    entry: new URL('./postgres-worker.ts', import.meta.url),
    workerData,
    deadlineMs: CALL_DEADLINE_MS,
  });
}
