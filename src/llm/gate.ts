import { AppError } from '../errors.ts';

/** Leaves the gate; later calls do nothing. */
export type Leave = () => void;

/** Lets a bounded number in at a time and a bounded number wait, first come, first served. */
export type Gate = {
  /**
   * @throws AppError `overloaded` when too many wait already, or when the deadline passes in the queue.
   * Rejects with the signal's reason when it aborts for any other cause.
   */
  enter(signal: AbortSignal): Promise<Leave>;
};

type GateOptions = {
  /** How many may be inside, and how many may wait. */
  places: number;
  waiting: number;
};

export function createGate({ places, waiting }: GateOptions): Gate {
  const queue = new Set<() => void>();
  let inside = 0;

  const leaving = (): Leave => {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const [next] = queue;
      if (next)
        next(); // the place is handed on: a newcomer cannot slip in between
      else inside--;
    };
  };

  return {
    enter(signal) {
      if (signal.aborted) return Promise.reject(refusalOf(signal));
      if (inside < places) {
        inside++;
        return Promise.resolve(leaving());
      }
      if (queue.size >= waiting) return Promise.reject(overloaded());
      return new Promise<Leave>((entered, refused) => {
        const giveUp = () => {
          queue.delete(enter);
          refused(refusalOf(signal));
        };
        const enter = () => {
          queue.delete(enter);
          signal.removeEventListener('abort', giveUp);
          entered(leaving());
        };
        queue.add(enter);
        signal.addEventListener('abort', giveUp, { once: true });
      });
    },
  };
}

function refusalOf({ reason }: AbortSignal): unknown {
  return reason instanceof DOMException && reason.name === 'TimeoutError' ? overloaded(reason) : reason;
}

function overloaded(cause?: unknown): AppError {
  return new AppError('overloaded', 'Too many questions are being answered. Try again in a moment.', {
    retryAfterSeconds: 1,
    cause,
  });
}
