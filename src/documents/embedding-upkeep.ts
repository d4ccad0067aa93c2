import { setTimeout as after } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { DocumentStore } from './document-store.ts';
import type { EmbedChunks } from './embed-chunks.ts';

/** Brings every completed document to the configured embedding model. */
export type EmbeddingUpkeep = {
  /** Takes no more work and hands a running one back. */
  stop(): Promise<void>;
};

type EmbeddingUpkeepDeps = {
  store: Pick<DocumentStore, 'claimEmbedding' | 'embed'>;
  embedChunks: EmbedChunks;
  model: string;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
};

/** The longest document, embedded by a slow server. After a kill another process goes on that much later. */
const LEASE_MS = 10 * 60_000;
/** How often it looks for documents that were left without vectors. */
const IDLE_MS = 15_000;
/** After a failure, doubled with each further one. */
const PAUSE_MS = 5000;
const PAUSE_MAX_MS = 5 * 60_000;

/**
 * Starts at once, with the documents of another model and those that were ingested while the model was away, one at a
 * time. Until its turn comes, a document is found by its words alone: vectors of two models are never compared.
 */
export function startEmbeddingUpkeep({ store, embedChunks, model, log }: EmbeddingUpkeepDeps): EmbeddingUpkeep {
  const stopping = new AbortController();
  const { signal } = stopping;
  const pause = (ms: number) => after(ms, undefined, { signal }).catch(() => {});
  const running = keepUp();

  async function keepUp(): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      const outcome = await next().catch((err) => {
        if (!signal.aborted) log.error({ err }, 'embedding halts for a moment');
        return 'failed' as const;
      });
      failures = outcome === 'failed' ? failures + 1 : 0;
      if (outcome === 'idle') await pause(IDLE_MS);
      if (outcome === 'failed') await pause(Math.min(PAUSE_MAX_MS, PAUSE_MS * 2 ** (failures - 1)));
    }
  }

  async function next(): Promise<'embedded' | 'failed' | 'idle'> {
    const job = await store.claimEmbedding(model, LEASE_MS);
    if (!job) return 'idle';
    let vectors: Awaited<ReturnType<EmbedChunks>> = null;
    try {
      vectors = await embedChunks(job.chunks, { signal });
    } finally {
      await store.embed(job, vectors);
    }
    const { documentId: document_id } = job;
    if (vectors) log.info({ document_id }, 'document embedded');
    else log.warn({ document_id }, 'the embedding model gives no vectors; trying again later');
    return vectors ? 'embedded' : 'failed';
  }

  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
