import { EventEmitter } from 'node:events';
import type { Documents } from '../documents.ts';
import type { IngestQueue, Job } from '../ingest-queue.ts';
import { answered } from '../store-failure.ts';
import type { Indexing } from './indexing.ts';
import { createIngestDocument, type IngestDeps, LOST, STOPPING } from './ingest-document.ts';
import { createSettled, eventOr, type Settled } from './settled.ts';

/** The workers that turn admitted uploads into searchable documents. */
export type Ingestion = {
  /** Says that there may be work; without it, workers look every second or so. */
  wake(): void;
  settled: Settled;
  /** Cancels a running ingestion of a document that was just deleted. */
  cancel(id: string): void;
  /** Takes no more work and hands running jobs back, uncounted. */
  stop(): Promise<void>;
};

export type IngestionDeps = IngestDeps & {
  documents: Pick<Documents, 'get'>;
  queue: Pick<IngestQueue, 'claim' | 'holders' | 'releaseAll'>;
  createIndexing: () => Indexing;
  /** Names this process in its leases. */
  worker: string;
  /** True when the process that a lease names is known to have ended. */
  isDead: (worker: string) => boolean;
  /** Monotonic, ms. */
  now: () => number;
  /** Documents worked on at the same time. */
  concurrency: number;
};

/** Between the name of a process and the number of its lane, in leases. */
const LANE = '#';
const LANE_OF = new RegExp(`${LANE}\\d+$`);
/** How often an idle lane looks for work that other processes left, ms; and the pause after a failure of the store. */
const POLL_MS = 1000;

/** What a process has that leaves the work to others: it reads of the store what became of a document. */
export function createRemoteIngestion(deps: Pick<IngestionDeps, 'documents' | 'now'>): Ingestion {
  const settled = createSettled({ ...deps, events: new EventEmitter() });
  return { wake() {}, cancel() {}, settled, async stop() {} }; // workers see for themselves that there is work, or none any more
}

/** Starts working at once. */
export function createIngestion(deps: IngestionDeps): Ingestion {
  const { documents, queue, log, worker, leaseMs, now } = deps;
  const ingestDocument = createIngestDocument(deps);
  const running = new Map<string, AbortController>();
  const events = new EventEmitter().setMaxListeners(0);
  const stopping = new AbortController();
  const lanes = Array.from({ length: deps.concurrency }, (_, n) => lane(`${worker}${LANE}${n}`));

  async function lane(name: string): Promise<void> {
    const indexing = deps.createIndexing();
    let failing = false;
    while (!stopping.signal.aborted) {
      try {
        if (failing) answered(await queue.releaseAll(name, { died: false })); // what a call that failed may have left it with
        const job = answered(await queue.claim(name, leaseMs));
        if (job) await run(job, indexing);
        else await idle();
        failing = false;
      } catch (err) {
        if (!failing) log.error({ err }, 'ingestion halts until store and system can go on');
        failing = true;
        await eventOr(events, 'stop', POLL_MS, stopping.signal);
      }
    }
    await indexing.close();
  }

  async function run(job: Job, indexing: Indexing): Promise<void> {
    const controller = new AbortController();
    running.set(job.documentId, controller);
    if (stopping.signal.aborted) controller.abort(STOPPING);
    try {
      await ingestDocument(job, indexing, controller);
    } finally {
      running.delete(job.documentId);
      events.emit(job.documentId);
    }
  }

  async function idle(): Promise<void> {
    const woken = eventOr(events, 'wake', POLL_MS, stopping.signal);
    for (const holder of answered(await queue.holders()))
      if (deps.isDead(holder.replace(LANE_OF, ''))) answered(await queue.releaseAll(holder, { died: true }));
    await woken;
  }

  return {
    wake: () => void events.emit('wake'),
    cancel: (id) => running.get(id)?.abort(LOST),
    settled: createSettled({ documents, events, now }),
    async stop() {
      stopping.abort();
      for (const controller of running.values()) controller.abort(STOPPING);
      await Promise.all(lanes);
    },
  };
}
