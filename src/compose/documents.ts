import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { DocumentStore } from '../documents/document-store.ts';
import { createEmbedChunks } from '../documents/ingestion/embed-chunks.ts';
import { startEmbeddingUpkeep } from '../documents/ingestion/embedding-upkeep.ts';
import { createIndexing } from '../documents/ingestion/indexing.ts';
import { createIngestion, createRemoteIngestion, type Ingestion } from '../documents/ingestion/ingestion.ts';
import { requireEmbedder } from '../documents/ingestion/require-embedder.ts';
import { createChildParser } from '../documents/parsing/child-parser.ts';
import { findParseSandbox } from '../documents/parsing/parse-sandbox.ts';
import { joinProcesses, type Processes } from '../documents/processes.ts';
import { fileLocks } from '../documents/sqlite/file-locks.ts';
import { createUploadFolder, type UploadFolder } from '../documents/upload-folder.ts';
import type { Embedder } from '../llm/embedder.ts';
import type { Instruments } from '../telemetry/instruments.ts';
import { openStore, usable } from './store.ts';

export type DocumentParts = {
  store: DocumentStore;
  ingestion: Ingestion;
  uploads: UploadFolder;
  /** What readiness says of the object store of originals; null: the database keeps them. */
  originalsCheck: (() => 'ok' | 'degraded') | null;
  /** Hands running ingestions back, ends every thread and child, and closes the store. */
  close(): Promise<void>;
};

type DocumentDeps = { log: Logger; instruments: Instruments; embedder: Embedder | null };

/** How long an ingestion is held without a sign of life: after that, another process goes on with it. */
const LEASE_MS = 30_000;

/** The documents' side of the service, from its configuration: store, uploads under way, parser and ingestion. */
export async function openDocuments(config: Config, deps: DocumentDeps): Promise<DocumentParts> {
  const { embedder, log, instruments } = deps;
  const { store, objects } = await openStore(config, { log, instruments });
  if (embedder) await requireEmbedder(store.passageIndex, embedder);
  const { folder: dataDir } = config.documents;
  const processes = await usable('DATA_DIR', joinProcesses(dataDir, fileLocks));
  const uploads = await usable('DATA_DIR', createUploadFolder({ dataDir, processes }));
  const works = config.role !== 'api';
  const { ingestion, stop } = works ? startWork(store, config, { ...deps, processes }) : leaveToWorkers(store);
  const stopSweep = works && objects?.startSweep();
  return {
    store,
    ingestion,
    uploads,
    originalsCheck: objects?.check ?? null,
    async close() {
      await stop();
      if (stopSweep) await stopSweep();
      await store.close();
      await uploads.close();
      await processes.close();
    },
  };
}

type Work = { ingestion: Ingestion; stop(): Promise<void> };

function leaveToWorkers({ documents }: DocumentStore): Work {
  return { ingestion: createRemoteIngestion({ documents, now: () => performance.now() }), async stop() {} };
}

function startWork(store: DocumentStore, config: Config, deps: DocumentDeps & { processes: Processes }): Work {
  const { log, instruments, embedder, processes } = deps;
  const sandbox = findParseSandbox();
  if (sandbox.network === 'open')
    log.warn('this system refuses a network namespace: parse children are kept from the network by Node alone');
  const parser = createChildParser({ sandbox, ...config.parsing });
  const embedChunks = embedder && createEmbedChunks({ embedder, timeoutMs: config.models.timeoutMs });
  const ingestion = createIngestion({
    documents: store.documents,
    queue: store.ingestQueue,
    originals: store.originals,
    parser,
    createIndexing,
    embedChunks,
    instruments,
    log,
    worker: processes.own,
    isDead: processes.isDead,
    now: () => performance.now(),
    concurrency: config.documents.concurrency,
    leaseMs: LEASE_MS,
  });
  const upkeep =
    embedder &&
    embedChunks &&
    startEmbeddingUpkeep({ queue: store.ingestQueue, embedChunks, embedder, log, now: () => performance.now() });
  return {
    ingestion,
    async stop() {
      await Promise.all([ingestion.stop(), upkeep?.stop()]);
      await parser.close();
    },
  };
}
