import { Worker } from 'node:worker_threads';
import { AppError } from '../errors.ts';
import type { FairQueue } from '../fair-queue.ts';
import type { Call, Reply } from './thread-calls.ts';

/** Calls that the thread is sent at a time: the one that runs and the next one. All others wait in the fair queue. */
const BUSY_MAX = 2;
/** V8 never shrinks a thread's young generation: without this bound one long document leaves 75 MB allocated. */
const YOUNG_MB = 8;

/** A call without an answer yet. */
export type Pending = { call: Call; sent: boolean; resolve(result: unknown): void; reject(error: unknown): void };
/** A worker thread that runs, and what it was asked. */
export type Running = {
  worker: Worker;
  /** Without an answer yet, by id. */
  pending: Map<number, Pending>;
  queue: FairQueue<Pending>;
  /** Calls that the thread works on; those that only wait for something are not counted. */
  busy: Set<number>;
};

/** Starts the thread; `onEnd` is told when it has ended, and every call without an answer rejects. */
export function startWorker(entry: URL, workerData: unknown, queue: FairQueue<Pending>, onEnd: () => void): Running {
  const worker = new Worker(entry, {
    workerData,
    execArgv: [],
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  });
  const running: Running = { worker, pending: new Map(), queue, busy: new Set() };
  let cause: unknown;
  worker.on('message', (reply: Reply) => {
    running.busy.delete(reply.id);
    if (reply.outcome !== 'going_on') settle(running.pending, reply);
    sendNext(running);
  });
  worker.on('error', (error) => {
    cause = error;
  });
  worker.on('exit', () => {
    onEnd();
    for (const { reject } of running.pending.values()) reject(new Error('The thread ended', { cause }));
    running.pending.clear();
  });
  return running;
}

/** Sends the next calls to the thread, and skips those whose caller has gone. */
export function sendNext({ worker, pending, queue, busy }: Running): void {
  while (busy.size < BUSY_MAX) {
    const next = queue.shift();
    if (!next) return;
    if (!pending.has(next.call.id)) continue;
    next.sent = true;
    busy.add(next.call.id);
    worker.postMessage(next.call);
  }
}

function settle(pending: Running['pending'], reply: Exclude<Reply, { outcome: 'going_on' }>): void {
  const asked = pending.get(reply.id);
  pending.delete(reply.id);
  if (reply.outcome === 'done') asked?.resolve(reply.result);
  else if (reply.outcome === 'app_error') asked?.reject(new AppError(reply.code, reply.message, reply));
  else asked?.reject(reply.error);
}
