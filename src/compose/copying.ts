import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { DocumentStore } from '../documents/document-store.ts';
import { joinProcesses } from '../documents/processes.ts';
import { fileLocks } from '../documents/sqlite/file-locks.ts';
import { createUploadFolder, type UploadFolder } from '../documents/upload-folder.ts';
import { silentInstruments } from '../telemetry/instruments.ts';
import { createLog } from '../telemetry/log.ts';
import { openStore, usable } from './store.ts';

export type Engine = 'sqlite' | 'postgres';

/** A store without the service around it: nothing of it is ingested here, and no quota holds what is carried over. */
export type OpenedForCopying = AsyncDisposable & { store: DocumentStore; uploads: UploadFolder };

/** The engine that the configuration names. */
export function configuredEngine({ documents }: Pick<Config, 'documents'>): Engine {
  return documents.database ? 'postgres' : 'sqlite';
}

/** @throws Error that names the variable that is missing or cannot be used. `isSource`: it has to be there already. */
export async function openForCopying(config: Config, engine: Engine, isSource: boolean): Promise<OpenedForCopying> {
  const { documents } = config;
  const { folder: dataDir, database } = documents;
  if (engine === 'postgres' && !database) throw new Error('DATABASE_URL is missing');
  if (engine === 'sqlite' && isSource) await requireDatabase(dataDir);
  const embedded = { ...documents, database: null, objects: null };
  const chosen = engine === 'sqlite' ? embedded : documents;
  const unbounded = { ...chosen, storageMaxBytes: Number.MAX_SAFE_INTEGER, unfinishedMax: Number.MAX_SAFE_INTEGER };
  const log = await createLog('error');
  const { store } = await openStore({ documents: unbounded }, { log, instruments: silentInstruments });
  const processes = await usable('DATA_DIR', joinProcesses(dataDir, fileLocks));
  const uploads = await usable('DATA_DIR', createUploadFolder({ dataDir, processes }));
  return {
    store,
    uploads,
    async [Symbol.asyncDispose]() {
      await store.close();
      await uploads.close();
      await processes.close();
    },
  };
}

/** An empty store would else be made where a folder is misspelt. */
async function requireDatabase(folder: string): Promise<void> {
  await stat(join(folder, 'docent.db')).catch((cause) => {
    throw new Error('DATA_DIR holds no documents: there is no docent.db in it', { cause });
  });
}
