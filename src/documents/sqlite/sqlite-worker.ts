import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { serveCalls } from '../thread-calls.ts';
import type { ReaderCalls, WriterCalls } from '../threaded-store.ts';
import { createAdmission } from './admission.ts';
import { createCheckBacklog } from './check-backlog.ts';
import { createCompletion } from './completion.ts';
import { createCopying } from './copying.ts';
import { openForReading, openForWriting } from './database.ts';
import { createDocumentsReader } from './documents-reader.ts';
import { createEmbeddings, createLacksVectors } from './embeddings.ts';
import { createEraser } from './eraser.ts';
import { createFigures } from './figures.ts';
import { createPaidVectors } from './paid-vectors.ts';
import { createQueue } from './queue.ts';
import { createRemoval } from './removal.ts';
import { createRequireRoom } from './require-room.ts';
import { createSearch } from './search.ts';
import { createSecrets } from './secrets.ts';
import { createSimilar } from './similar.ts';
import { createTurns } from './turns.ts';
import { createWal } from './wal.ts';

/** Entry of the store's threads: one that writes, several that read. */
export type SqliteWorkerData = {
  role: 'writer' | 'reader';
  folder: string;
  storageMaxBytes: number;
  unfinishedMax: number;
};
export type SqliteWriterCalls = WriterCalls & { eraseAll(): Promise<void> };

const { role, ...options }: SqliteWorkerData = workerData;
if (parentPort) serveCalls(role === 'writer' ? writerCalls(options) : readerCalls(options));

function writerCalls({ folder, storageMaxBytes, unfinishedMax }: Omit<SqliteWorkerData, 'role'>): SqliteWriterCalls {
  const database = openForWriting(databaseFile(folder));
  const wal = createWal(database, () => performance.now());
  const requireRoom = createRequireRoom(database, wal, folder);
  const eraser = createEraser(database, wal);
  const turns = createTurns(database, Date.now);
  const secrets = createSecrets(database);
  return {
    admit: createAdmission(database, {
      requireRoom,
      checkBacklog: createCheckBacklog(database, unfinishedMax),
      secrets,
      storageMaxBytes,
      now: Date.now,
    }),
    remove: createRemoval(database, { turns, secrets, eraser }),
    complete: createCompletion(database, { turns, secrets, requireRoom, eraser, storageMaxBytes, now: Date.now }),
    ...createQueue(database, turns, Date.now),
    ...createEmbeddings(database, Date.now, storageMaxBytes),
    ...createPaidVectors(database, requireRoom),
    /** Ends the deletions that a kill cut short, and those that wait for another process's readers. */
    eraseAll: () => eraser.erase(null),
    ping: () => {},
    close: () => database.close(),
  };
}

function readerCalls({ folder, storageMaxBytes }: Omit<SqliteWorkerData, 'role'>): ReaderCalls {
  const database = openForReading(databaseFile(folder));
  return {
    ...createDocumentsReader(database),
    ...createCopying(database, Date.now),
    search: createSearch(database),
    similar: createSimilar(database),
    lacksVectors: createLacksVectors(database),
    figures: createFigures(database, storageMaxBytes, Date.now),
    close: () => database.close(),
  };
}

function databaseFile(folder: string): string {
  return join(folder, 'docent.db');
}
