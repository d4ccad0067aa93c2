import { AppError } from '../../errors.ts';
import { DeadlineError } from '../../within.ts';
import type { Document } from '../document.ts';
import type { DocumentStore } from '../document-store.ts';
import { makeFolder } from '../make-folder.ts';
import { makePrivate } from '../make-private.ts';
import { StoreBusyError, type StoreFailure } from '../store-failure.ts';
import { createThread, type Thread } from '../thread.ts';
import { FILE_PART_BYTES } from './admission.ts';
import { leastBusy } from './least-busy.ts';
import type { ReaderCalls, SqliteWorkerData, WriterCalls } from './sqlite-worker.ts';

const READERS = 2;
const UNFINISHED_MAX = 50;
/** A full-size upload or document takes about a second; another process may hold the lock for some more. */
const CALL_DEADLINE_MS = 30_000;

/** Whose turn the service's own calls take. They are few: one at a time for each document that is worked on. */
const SERVICE = 'service';

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
  await makePrivate(folder, ['docent.db', 'docent.db-wal', 'docent.db-shm', 'tmp']);
  const writer = thread<WriterCalls>({ role: 'writer', ...options });
  await writer.call(SERVICE, 'eraseAll'); // the tables are there now, too
  const readers = Array.from({ length: READERS }, () => thread<ReaderCalls>({ role: 'reader', ...options }));
  const reader = leastBusy(readers);
  await reader().call(SERVICE, 'ping');

  return {
    documents: {
      admit: (owner, upload) => outcomeOf(writer.call(owner, 'admit', owner, upload)),
      get: (owner, id) => readOf(reader().call(owner, 'get', owner, id)),
      getMany: (owner, ids) => readOf(reader().call(owner, 'getMany', owner, ids)),
      list: (owner, query) => readOf(reader().call(owner, 'list', owner, query)),
      text: (owner, id, start, end) => readOf(reader().call(owner, 'text', owner, id, start, end)),
      remove: (owner, id) => outcomeOf(writer.call(owner, 'remove', owner, id)),
    },
    ingestQueue: {
      claim: (worker, leaseMs) => outcomeOf(writer.call(SERVICE, 'claim', worker, leaseMs)),
      advance: (job, step) => outcomeOf(writer.call(SERVICE, 'advance', job, step)),
      complete: (job, content) => outcomeOf(writer.call(SERVICE, 'complete', job, content)),
      fail: (job, failure) => outcomeOf(writer.call(SERVICE, 'fail', job, failure)),
      release: (job) => outcomeOf(writer.call(SERVICE, 'release', job)),
      holders: () => outcomeOf(writer.call(SERVICE, 'holders')),
      releaseAll: (worker, how) => outcomeOf(writer.call(SERVICE, 'releaseAll', worker, how)),
      claimEmbedding: (model, dimensions, leaseMs) =>
        outcomeOf(writer.call(SERVICE, 'claimEmbedding', model, dimensions, leaseMs)),
      embed: (job, vectors) => outcomeOf(writer.call(SERVICE, 'embed', job, vectors)),
      releaseEmbedding: (job) => outcomeOf(writer.call(SERVICE, 'releaseEmbedding', job)),
      postponeEmbedding: (job, afterMs) => outcomeOf(writer.call(SERVICE, 'postponeEmbedding', job, afterMs)),
      refuseEmbedding: (job, model) => outcomeOf(writer.call(SERVICE, 'refuseEmbedding', job, model)),
    },
    passageIndex: {
      search: (query) => readOf(reader().call(query.owner, 'search', query)),
      similar: (query) => readOf(reader().call(query.owner, 'similar', query)),
      lacksVectors: (model) => readOf(reader().call(SERVICE, 'lacksVectors', model)),
    },
    originals: {
      async read(owner, id) {
        const document = await readOf(reader().call(owner, 'kept', owner, id));
        return document && { document, bytes: pieces(reader, document) };
      },
    },
    figures: () => readOf(reader().call(SERVICE, 'figures')),
    async ping() {
      await Promise.all([writer.call(SERVICE, 'ping'), reader().call(SERVICE, 'ping')]);
    },
    async close() {
      const threads = [...readers, writer].filter((each) => each.running());
      await Promise.allSettled(threads.map((each) => each.call(SERVICE, 'close')));
      await Promise.all(threads.map((each) => each.end()));
    },
  };
}

async function outcomeOf<T>(call: Promise<T>): Promise<T | StoreFailure> {
  return call.catch((error) => {
    if (isBusy(error)) return 'busy';
    if (error instanceof AppError && error.code === 'quota_exceeded') return 'disk_full';
    throw error;
  });
}

async function readOf<T>(call: Promise<T>): Promise<T> {
  return call.catch((error) => {
    throw isBusy(error) ? new StoreBusyError(error) : error;
  });
}

/** The call's turn did not come, it ran on past its deadline, or another process held the lock. */
function isBusy(error: unknown): boolean {
  return error instanceof DeadlineError || (error instanceof AppError && error.code === 'overloaded');
}

function thread<C extends WriterCalls | ReaderCalls>(workerData: SqliteWorkerData): Thread<C> {
  return createThread({
    entry: new URL('./sqlite-worker.ts', import.meta.url),
    workerData,
    deadlineMs: CALL_DEADLINE_MS,
  });
}

async function* pieces(reader: () => Thread<ReaderCalls>, { owner, id, bytes }: Document): AsyncGenerator<Uint8Array> {
  for (let n = 0, left = bytes; left > 0; n++) {
    const part = await readOf(reader().call(owner, 'filePart', owner, id, n));
    if (!part) throw new AppError('not_found', 'The document was deleted while it was being read.');
    left -= part.length;
    for (let at = 0; at < part.length; at += FILE_PART_BYTES) yield part.subarray(at, at + FILE_PART_BYTES); // older rows are larger
  }
}
