import { Worker } from 'node:worker_threads';
import { AppError } from '../errors.ts';
import { createFairQueue, type FairQueue } from '../fair-queue.ts';
import { DeadlineError, within } from '../within.ts';
import type { Call, Calls, Reply } from './thread-calls.ts';

/** More waiting calls than this are rejected: in a longer queue every call would pass its deadline. */
const WAITING_MAX = 1000;
/** Calls that the thread is sent at a time: the one that runs and the next one. All others wait in the fair queue. */
const BUSY_MAX = 2;

export type Thread<C extends Calls> = {
  /**
   * Asks the thread, in turn with other callers: `caller` names whose turn the call takes.
   * @throws AppError as the thread threw it, `overloaded` when too many wait or its turn does not come within `deadlineMs`;
   * rejects when it runs on after that, or if the thread dies.
   */
  call<K extends keyof C & string>(
    caller: string,
    name: K,
    ...args: Parameters<C[K]>
  ): Promise<Awaited<ReturnType<C[K]>>>;
  /** False before the first call and after the end. */
  running(): boolean;
  /** Calls without an answer yet. */
  waiting(): number;
  /** Ends the thread; what it was asked rejects. A later call starts a new one. */
  end(): Promise<void>;
};

/** V8 never shrinks a thread's young generation: without this bound one long document leaves 75 MB allocated. */
const YOUNG_MB = 8;

type Pending = { call: Call; sent: boolean; resolve(result: unknown): void; reject(error: unknown): void };
type Running = {
  worker: Worker;
  /** Without an answer yet, by id. */
  pending: Map<number, Pending>;
  queue: FairQueue<Pending>;
  /** Calls that the thread works on; those that only wait for something are not counted. */
  busy: Set<number>;
};
type ThreadOptions = { entry: URL; workerData: unknown; deadlineMs: number; waitingMax?: number };

/** A worker thread that answers calls. It starts with the first call, and again with the next one after a death. */
export function createThread<C extends Calls>({
  entry,
  workerData,
  deadlineMs,
  waitingMax = WAITING_MAX,
}: ThreadOptions): Thread<C> {
  let running: Running | null = null;
  let nextId = 0;

  function start(): Running {
    const queue = createFairQueue<Pending>(waitingMax);
    const started = startWorker(entry, workerData, queue, () => {
      if (running === started) running = null;
    });
    return started;
  }

  return {
    async call<K extends keyof C & string>(
      caller: string,
      name: K,
      ...args: Parameters<C[K]>
    ): Promise<Awaited<ReturnType<C[K]>>> {
      running ??= start();
      const { pending, queue } = running;
      const id = nextId++;
      const answer = new Promise<unknown>((resolve, reject) => {
        const asked = { call: { id, name, args }, sent: false, resolve, reject };
        pending.set(id, asked);
        const leftOut = queue.push(caller, asked);
        if (leftOut) rejectOverloaded(pending, leftOut);
      });
      sendNext(running);
      try {
        return (await within(deadlineMs, answer)) as Awaited<ReturnType<C[K]>>; // structured clone has no types
      } catch (error) {
        const asked = error instanceof DeadlineError ? pending.get(id) : undefined;
        if (!asked || asked.sent) throw error;
        pending.delete(id);
        throw overloaded(error);
      }
    },
    running: () => running !== null,
    waiting: () => running?.pending.size ?? 0,
    async end() {
      await running?.worker.terminate();
    },
  };
}

function startWorker(entry: URL, workerData: unknown, queue: FairQueue<Pending>, onEnd: () => void): Running {
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
function sendNext({ worker, pending, queue, busy }: Running): void {
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

function rejectOverloaded(pending: Running['pending'], { call, reject }: Pending): void {
  pending.delete(call.id);
  reject(overloaded());
}

function overloaded(cause?: unknown): AppError {
  return new AppError('overloaded', 'The document store is busy. Try again in a moment.', {
    retryAfterSeconds: 1,
    cause,
  });
}
