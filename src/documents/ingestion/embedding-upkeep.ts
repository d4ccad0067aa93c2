import { setTimeout as after } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Owner } from '../../limits/caller.ts';
import type { Embedder } from '../../llm/embedder.ts';
import type { EmbeddingJob, IngestQueue } from '../ingest-queue.ts';
import { answered } from '../store-failure.ts';
import type { EmbedChunks, EmbeddedChunks } from './embed-chunks.ts';
import { LOST } from './ingest-document.ts';
import { paidVectors } from './partial-vectors.ts';
import { createSteadyDimensions } from './steady-dimensions.ts';

/** Brings every completed document to the configured embedding model. */
export type EmbeddingUpkeep = {
  /** Takes no more work and hands a running one back. */
  stop(): Promise<void>;
};

type EmbeddingUpkeepDeps = {
  queue: Pick<
    IngestQueue,
    | 'claimEmbedding'
    | 'renewEmbedding'
    | 'keepVectors'
    | 'keptVectors'
    | 'embed'
    | 'releaseEmbedding'
    | 'postponeEmbedding'
    | 'refuseEmbedding'
  >;
  embedChunks: EmbedChunks;
  embedder: Pick<Embedder, 'name' | 'dimensions'>;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Monotonic, ms. */
  now: () => number;
  /** How long a claim holds without a sign of life, ms: after a kill another process goes on that much later. */
  leaseMs?: number;
};

const LEASE_MS = 30_000;
/** How often it looks for documents that were left without vectors. */
const IDLE_MS = 2000;
/** After a failure, doubled with each further one. */
const PAUSE_MS = 5000;
const PAUSE_MAX_MS = 60_000;

/**
 * Starts at once, with the documents of another model and those that were ingested while the model was away, one at a
 * time, each owner in its turn. Until its turn comes, a document is found by its words alone: vectors of two models are never compared. A document that the
 * model rejects is skipped and does not hold up the others.
 */
export function startEmbeddingUpkeep({
  queue,
  embedChunks,
  embedder,
  log,
  now,
  leaseMs = LEASE_MS,
}: EmbeddingUpkeepDeps): EmbeddingUpkeep {
  const stopping = new AbortController();
  const { signal } = stopping;
  const dimensions = createSteadyDimensions({ dimensions: embedder.dimensions, now });
  let told: number | null = null;
  let served: Owner | null = null;
  const pause = (ms: number) => after(ms, undefined, { signal }).catch(() => {});
  const running = keepUp();

  async function keepUp(): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      const outcome = await next().catch((err) => {
        if (!signal.aborted) log.error({ err }, 'embedding halts for a moment');
        return 'unavailable' as const;
      });
      failures = outcome === 'unavailable' ? failures + 1 : 0;
      if (outcome === 'idle') await pause(IDLE_MS);
      if (outcome === 'unavailable') await pause(Math.min(PAUSE_MAX_MS, PAUSE_MS * 2 ** (failures - 1)));
    }
  }

  async function next(): Promise<EmbeddedChunks['outcome'] | 'idle' | 'lost'> {
    const wanted = dimensions();
    const job = answered(await queue.claimEmbedding(embedder.name, wanted, leaseMs, served));
    if (!job) return 'idle';
    served = job.owner;
    if (job.hasOtherDimensions && told !== wanted)
      log.warn(
        { dimensions: wanted },
        'the embedding model has other dimensions than before; embedding documents anew',
      );
    if (job.hasOtherDimensions) told = wanted;
    const held = new AbortController();
    const heartbeat = setInterval(() => void renew(job, held).catch(() => {}), leaseMs / 3); // unrenewed, a lease just ends
    let embedded: EmbeddedChunks = { outcome: 'unavailable' };
    try {
      embedded = await embedJob(job, AbortSignal.any([signal, held.signal]));
    } catch (error) {
      if (held.signal.aborted) return 'lost';
      throw error;
    } finally {
      clearInterval(heartbeat);
      answered(await end(job, embedded));
    }
    tell(embedded, job.documentId);
    return embedded.outcome;
  }

  function embedJob(job: EmbeddingJob, signal: AbortSignal): Promise<EmbeddedChunks> {
    const { chunks, payer } = job;
    return embedChunks(chunks, { paid: paidVectors(queue, job), signal, payer, effort: 'thoroughly' });
  }

  /** A document that was deleted, or that another process has taken, is not paid for any more. */
  async function renew(job: EmbeddingJob, held: AbortController): Promise<void> {
    if (answered(await queue.renewEmbedding(job, leaseMs)) === 'lost') held.abort(LOST);
  }

  function end(job: EmbeddingJob, embedded: EmbeddedChunks) {
    if (embedded.outcome === 'embedded') return queue.embed(job, embedded.vectors);
    if (embedded.outcome === 'refused') return queue.refuseEmbedding(job, embedded.model);
    if (embedded.outcome === 'exhausted') return queue.postponeEmbedding(job, embedded.retryAfterMs);
    return queue.releaseEmbedding(job);
  }

  function tell({ outcome }: EmbeddedChunks, document_id: string): void {
    if (outcome === 'embedded') log.info({ document_id }, 'document embedded');
    else if (outcome === 'refused')
      log.warn({ document_id }, 'the embedding model refuses a document; it goes without');
    else if (outcome === 'exhausted')
      log.info({ document_id }, 'no budget is left for the vectors of a document; trying again later');
    else log.warn({ document_id }, 'the embedding model gives no vectors; trying again later');
  }

  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
