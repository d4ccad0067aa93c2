import { AppError } from '../errors.ts';

/** Gives a slot back once disposed. */
export type TakeUploadSlot = (key: string) => Promise<Disposable>;

type Caller = { running: number; readonly waiting: Set<() => void> };

/** Most uploads of one caller that may wait for a slot: enough for a short burst. */
const WAITING_MAX = 64;

/**
 * Lets a caller have `perCaller` uploads at the same time; further ones wait, at most `waitMs`. `total` bounds the uploads of
 * all callers, and so the disk space of unfinished ones.
 * @throws AppError `rate_limited` when the caller has no slot left, `overloaded` when there is none for anybody.
 */
export function createUploadSlots({ perCaller = 4, total = 256, waitMs = 2000 } = {}): TakeUploadSlot {
  const callers = new Map<string, Caller>();
  let running = 0;

  return async function takeUploadSlot(key) {
    const caller = callers.get(key) ?? { running: 0, waiting: new Set() };
    if (caller.running >= perCaller) await turn(caller);
    else start(key, caller);
    return { [Symbol.dispose]: () => end(key, caller) };
  };

  function start(key: string, caller: Caller): void {
    if (running >= total) throw noneFree();
    callers.set(key, caller);
    caller.running++;
    running++;
  }

  function end(key: string, caller: Caller): void {
    const [next] = caller.waiting;
    if (next)
      next(); // the slot passes to the next upload that waits
    else {
      caller.running--;
      running--;
      if (caller.running === 0) callers.delete(key);
    }
  }

  function turn({ waiting }: Caller): Promise<void> {
    if (waiting.size >= WAITING_MAX) throw noneLeft(perCaller);
    return new Promise((resolve, reject) => {
      const next = () => {
        clearTimeout(timer);
        waiting.delete(next);
        resolve();
      };
      const timer = setTimeout(() => {
        waiting.delete(next);
        reject(noneLeft(perCaller));
      }, waitMs);
      waiting.add(next);
    });
  }
}

/** 429, since it is the caller's own doing and must not count among our failures. */
function noneLeft(perCaller: number): AppError {
  const message = `At most ${perCaller} uploads of one caller run at a time. Try again once one of them has ended.`;
  return new AppError('rate_limited', message, { extra: { policy: 'uploads', retry_after: 1 }, retryAfterSeconds: 1 });
}

function noneFree(): AppError {
  return new AppError('overloaded', 'Too many uploads are under way. Try again in a moment.', { retryAfterSeconds: 2 });
}
