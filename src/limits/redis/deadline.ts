import { DeadlineError } from '../../within.ts';

const SLICE_MS = 5;

/**
 * Settles as `work` does, or rejects with `DeadlineError` after `ms` of waiting for somebody else. The time is spent in
 * slices, and one that this process held up by its own work counts as one: a busy process must not take a quick server
 * for a stalled one. What has arrived by the end is read first. The work is abandoned, not cancelled; `leftMs` tells it
 * how long it is waited for still, 0 once it is abandoned, and `unheard` is given what came of it after all.
 */
export async function withDeadline<T>(
  ms: number,
  work: (leftMs: () => number) => Promise<T>,
  unheard: (late: T) => void = () => {},
): Promise<T> {
  let leftMs = ms;
  let timer: NodeJS.Timeout | undefined;
  let last: NodeJS.Immediate | undefined;
  const givenUp = new Promise<never>((_, reject) => {
    const wait = () => {
      const sliceMs = Math.min(SLICE_MS, leftMs);
      timer = setTimeout(() => {
        leftMs -= sliceMs;
        if (leftMs > 0) wait();
        else last = setImmediate(() => reject(new DeadlineError(`No reply within ${ms} ms`)));
      }, sliceMs);
    };
    wait();
  });
  const working = work(() => leftMs);
  try {
    return await Promise.race([working, givenUp]);
  } catch (error) {
    working.then(unheard, () => {}); // it failed by now, or what it does from here on nobody waits for
    throw error;
  } finally {
    clearTimeout(timer);
    clearImmediate(last);
    leftMs = 0;
  }
}
