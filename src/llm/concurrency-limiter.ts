import { AppError } from '../errors.ts';

/** Gives a slot back; later calls do nothing. */
export type Release = () => void;

/** Lets a bounded number of calls run and a bounded number wait, first come, first served. */
export type ConcurrencyLimiter = {
  /**
   * @throws AppError `overloaded` when too many wait already, or when the deadline passes in the queue.
   * Rejects with the signal's reason when it aborts for any other cause.
   */
  acquire(signal: AbortSignal): Promise<Release>;
};

type ConcurrencyLimiterOptions = {
  /** How many may run, and how many may wait. */
  limit: number;
  maxWaiting: number;
};

export function createConcurrencyLimiter({ limit, maxWaiting }: ConcurrencyLimiterOptions): ConcurrencyLimiter {
  const queue = new Set<() => void>();
  let running = 0;

  const release = (): Release => {
    let released = false;
    return () => {
      if (released) return;
      released = true;
      const [next] = queue;
      if (next)
        next(); // the slot is handed on: a newcomer cannot slip in between
      else running--;
    };
  };

  return {
    acquire(signal) {
      if (signal.aborted) return Promise.reject(errorOf(signal));
      if (running < limit) {
        running++;
        return Promise.resolve(release());
      }
      if (queue.size >= maxWaiting) return Promise.reject(overloaded());
      return new Promise<Release>((resolve, reject) => {
        const giveUp = () => {
          queue.delete(start);
          reject(errorOf(signal));
        };
        const start = () => {
          queue.delete(start);
          signal.removeEventListener('abort', giveUp);
          resolve(release());
        };
        queue.add(start);
        signal.addEventListener('abort', giveUp, { once: true });
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
