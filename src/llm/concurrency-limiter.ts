import { AppError } from '../errors.ts';
import { createFairQueue } from '../fair-queue.ts';

/** Gives a slot back; later calls do nothing. */
export type Release = () => void;

/**
 * Lets a bounded number of calls run and a bounded number wait. A slot that is given back goes to the waiting caller with
 * the fewest calls running. In a full queue the caller with the most calls waiting gives up the newest of them for a
 * caller with fewer: who asks much makes nobody else wait for all of it.
 */
export type ConcurrencyLimiter = {
  /**
   * @throws AppError `overloaded` when too many wait, at once or later for a caller with fewer, or when the deadline passes
   * in the queue. Rejects with the signal's reason when it aborts for any other cause. `onWait`: no slot is free.
   */
  acquire(caller: string, signal: AbortSignal, onWait?: () => void): Promise<Release>;
};

/** The caller that stands for the service itself: what nobody's request waits for. */
export const SERVICE = 'service';

type ConcurrencyLimiterOptions = {
  /** How many may run, and how many may wait. */
  limit: number;
  maxWaiting: number;
};

type Waiting = { start(): void; deny(): void };

export function createConcurrencyLimiter({ limit, maxWaiting }: ConcurrencyLimiterOptions): ConcurrencyLimiter {
  const queue = createFairQueue<Waiting>(maxWaiting);
  const running = new Map<string, number>();
  const runningOf = (caller: string) => running.get(caller) ?? 0;
  let free = limit;

  function begin(caller: string): Release {
    running.set(caller, runningOf(caller) + 1);
    let released = false;
    return function release() {
      if (released) return;
      released = true;
      const next = queue.shift(runningOf); // the call that ends still counts: it was its caller's turn
      if (runningOf(caller) > 1) running.set(caller, runningOf(caller) - 1);
      else running.delete(caller);
      if (next)
        next.start(); // before any newcomer
      else free++;
    };
  }

  return {
    acquire(caller, signal, onWait) {
      if (signal.aborted) return Promise.reject(errorOf(signal));
      if (free > 0) {
        free--;
        return Promise.resolve(begin(caller));
      }
      return new Promise<Release>((resolve, reject) => {
        const end = (error: unknown) => {
          signal.removeEventListener('abort', leave);
          reject(error);
        };
        const leave = () => {
          queue.remove(caller, waiting);
          end(errorOf(signal));
        };
        const waiting: Waiting = {
          start() {
            signal.removeEventListener('abort', leave);
            resolve(begin(caller));
          },
          deny: () => end(overloaded()),
        };
        signal.addEventListener('abort', leave, { once: true });
        const leftOut = queue.push(caller, waiting);
        leftOut?.deny();
        if (leftOut !== waiting) onWait?.();
      });
    },
  };
}

function errorOf({ reason }: AbortSignal): unknown {
  return reason instanceof DOMException && reason.name === 'TimeoutError' ? overloaded(reason) : reason;
}

function overloaded(cause?: unknown): AppError {
  return new AppError('overloaded', 'Too many questions are being answered. Try again in a moment.', {
    retryAfterSeconds: 1,
    cause,
  });
}
