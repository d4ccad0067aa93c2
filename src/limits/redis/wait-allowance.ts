import { AsyncLocalStorage } from 'node:async_hooks';

/** How long calls wait for Redis: those of one request that wait in vain, together not much longer than one alone. */
export type WaitAllowance = {
  /** Runs one request, with all that it asks of Redis. */
  ofRequest<T>(work: () => T): T;
  /** Runs what no request waits for. */
  ofNobody<T>(work: () => T): T;
  /** How long the next call may wait, ms. */
  leftMs(): number;
  /** A call has waited so long and was not answered. */
  waitedInVain(ms: number): void;
};

/** What every further call may wait: a Redis that is back answers within it. */
const LEAST = 1 / 5;

/** `timeoutMs`: how long one call may wait. */
export function createWaitAllowance(timeoutMs: number): WaitAllowance {
  const requests = new AsyncLocalStorage<{ waitedMs: number } | undefined>();
  return {
    ofRequest: (work) => requests.run({ waitedMs: 0 }, work),
    ofNobody: (work) => requests.run(undefined, work),
    leftMs: () => Math.max(timeoutMs * LEAST, timeoutMs - (requests.getStore()?.waitedMs ?? 0)),
    waitedInVain(ms) {
      const request = requests.getStore();
      if (request) request.waitedMs += ms;
    },
  };
}
