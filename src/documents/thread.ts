import { AppError } from '../errors.ts';
import { createFairQueue } from '../fair-queue.ts';
import { DeadlineError, within } from '../within.ts';
import { type Pending, type Running, sendNext, startWorker } from './running-thread.ts';
import type { Calls } from './thread-calls.ts';

/** More waiting calls than this are rejected: in a longer queue every call would pass its deadline. */
const WAITING_MAX = 1000;
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
