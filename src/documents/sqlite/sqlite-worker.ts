import { parentPort, workerData } from 'node:worker_threads';
import { serveCalls } from '../thread-calls.ts';
import { createAdmission } from './admission.ts';
import { createCompletion } from './completion.ts';
import { openForReading, openForWriting } from './database.ts';
import { createLibrary } from './library.ts';
import { createCutLog } from './log.ts';
import { createQueue } from './queue.ts';
import { createRemoval } from './removal.ts';
import { createSearch } from './search.ts';

/** Entry of the store's threads: one that writes, several that read. */
export type SqliteWorkerData = { role: 'writer' | 'reader'; file: string; storageMaxBytes: number };
export type WriterCalls = ReturnType<typeof writerCalls>;
export type ReaderCalls = ReturnType<typeof readerCalls>;

const { role, ...options }: SqliteWorkerData = workerData;
if (parentPort) serveCalls(role === 'writer' ? writerCalls(options) : readerCalls(options));

function writerCalls({ file, storageMaxBytes }: Omit<SqliteWorkerData, 'role'>) {
  const database = openForWriting(file);
  const cutLog = createCutLog(database);
  return {
    admit: createAdmission(database, { storageMaxBytes }),
    remove: createRemoval(database, { cutLog }),
    complete: createCompletion(database),
    ...createQueue(database),
    cutLog,
    ping: () => {},
    close: () => database.close(),
  };
}

function readerCalls({ file }: Omit<SqliteWorkerData, 'role'>) {
  const database = openForReading(file);
  return { ...createLibrary(database), search: createSearch(database), close: () => database.close() };
}
