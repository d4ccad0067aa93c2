import { Worker } from 'node:worker_threads';
import { AppError } from '../errors.ts';
import { within } from '../within.ts';
import type { Calls, Reply } from './thread-calls.ts';

/** More waiting calls than this are refused: a queue that long would outlast every caller's patience. */
const WAITING_MAX = 1000;

export type Thread<C extends Calls> = {
  /** @throws AppError as the thread threw it, `overloaded` when too many wait; rejects after `deadlineMs` or if the thread dies. */
  call<K extends keyof C & string>(name: K, ...args: Parameters<C[K]>): Promise<Awaited<ReturnType<C[K]>>>;
  /** False before the first call and after the end. */
  running(): boolean;
  /** Calls without an answer yet. */
  waiting(): number;
  /** Ends the thread; what it was asked rejects. A later call starts a new one. */
  end(): Promise<void>;
};

/** V8 keeps what a thread's young objects once needed; unbounded, one long document leaves 75 MB more behind. */
const YOUNG_MB = 8;

type Waiting = { resolve(result: unknown): void; reject(error: unknown): void };
type Running = { worker: Worker; calls: Map<number, Waiting> };
type ThreadOptions = { entry: URL; workerData: unknown; deadlineMs: number };

/** A worker thread that answers calls. It starts with the first call, and again with the next one after a death. */
export function createThread<C extends Calls>({ entry, workerData, deadlineMs }: ThreadOptions): Thread<C> {
  let running: Running | null = null;
  let nextId = 0;

  return {
    async call<K extends keyof C & string>(name: K, ...args: Parameters<C[K]>): Promise<Awaited<ReturnType<C[K]>>> {
      running ??= start(entry, workerData, (ended) => {
        if (running === ended) running = null;
      });
      const { worker, calls } = running;
      if (calls.size >= WAITING_MAX)
        throw new AppError('overloaded', 'The document store is busy. Try again in a moment.', {
          retryAfterSeconds: 1,
        });
      const id = nextId++;
      const answer = new Promise<unknown>((resolve, reject) => calls.set(id, { resolve, reject }));
      worker.postMessage({ id, name, args });
      return within(deadlineMs, answer as Promise<Awaited<ReturnType<C[K]>>>); // structured clone has no types
    },
    running: () => running !== null,
    waiting: () => running?.calls.size ?? 0,
    async end() {
      await running?.worker.terminate();
    },
  };
}

function start(entry: URL, workerData: unknown, onEnd: (running: Running) => void): Running {
  const worker = new Worker(entry, {
    workerData,
    execArgv: [],
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  });
  const running: Running = { worker, calls: new Map() };
  let cause: unknown;
  worker.on('message', (reply: Reply) => settle(running.calls, reply));
  worker.on('error', (error) => {
    cause = error;
  });
  worker.on('exit', () => {
    onEnd(running);
    for (const { reject } of running.calls.values()) reject(new Error('The thread ended', { cause }));
    running.calls.clear();
  });
  return running;
}

function settle(calls: Running['calls'], reply: Reply): void {
  const call = calls.get(reply.id);
  calls.delete(reply.id);
  if (reply.outcome === 'done') call?.resolve(reply.result);
  else if (reply.outcome === 'refused') call?.reject(new AppError(reply.code, reply.message, { extra: reply.extra }));
  else call?.reject(reply.error);
}
