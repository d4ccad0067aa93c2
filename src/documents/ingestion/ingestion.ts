import { EventEmitter } from 'node:events';
import type { Owner } from '../../limits/caller.ts';
import type { Document } from '../document.ts';
import type { Documents } from '../documents.ts';
import type { IngestQueue, Job } from '../ingest-queue.ts';
import { answered } from '../store-failure.ts';
import type { Indexing } from './indexing.ts';
import { createIngestDocument, type IngestDeps, LOST, STOPPING } from './ingest-document.ts';

/** The workers that turn admitted uploads into searchable documents. */
export type Ingestion = {
  /** Says that there may be work; without it, workers look every second or so. */
  wake(): void;
  /** The document as it stands when it is final, after `waitMs`, or once `signal` aborts, whichever is first; null if it is gone. */
  settled(owner: Owner, id: string, waitMs: number, signal: AbortSignal): Promise<Document | null>;
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
/**
 * How soon `settled` looks at a document that another process may be working on, ms, and how far the looks move apart: of
 * its own it is told.
 */
const WATCH_MS = 250;
const WATCH_MAX_MS = 2000;

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
    async settled(owner, id, waitMs, signal) {
      const endsAt = now() + waitMs;
      for (let watchMs = WATCH_MS; ; watchMs = Math.min(2 * watchMs, WATCH_MAX_MS)) {
        const document = await documents.get(owner, id);
        const leftMs = endsAt - now();
        if (!document || isFinal(document) || leftMs <= 0 || signal.aborted) return document;
        await eventOr(events, id, Math.min(watchMs, leftMs), signal);
      }
    },
    async stop() {
      stopping.abort();
      for (const controller of running.values()) controller.abort(STOPPING);
      await Promise.all(lanes);
    },
  };
}

function isFinal({ status }: Document): boolean {
  return status === 'completed' || status === 'failed';
}

/** Resolves at the event, after `ms`, or when `signal` aborts. */
function eventOr(events: EventEmitter, name: string, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      clearTimeout(timer);
      events.off(name, settle);
      signal.removeEventListener('abort', settle);
      resolve();
    };
    const timer = setTimeout(settle, ms);
    events.on(name, settle);
    signal.addEventListener('abort', settle);
    if (signal.aborted) settle();
  });
}
