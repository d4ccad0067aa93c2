import { setTimeout as after } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Instruments } from '../telemetry/instruments.ts';
import { type ObjectStore, ObjectsAwayError } from './object-store.ts';

/** How often it is asked whether it is there, ms: while all is well, and while it is away. */
const EVERY_MS = { well: 10_000, away: 1000 };

type WatchDeps = {
  log: Pick<Logger, 'info' | 'warn'>;
  instruments: Pick<Instruments, 'recordOriginalsDegraded'>;
  everyMs?: typeof EVERY_MS;
};

export type WatchedObjects = ObjectStore & { check(): 'ok' | 'degraded' };

/**
 * The object store, and whether it is there: told once in the log when it goes and when it is back, in the metrics all the
 * time. While it is away calls fail at once, so that they hold nobody up.
 */
export function watchObjects(
  objects: ObjectStore,
  { log, instruments, everyMs = EVERY_MS }: WatchDeps,
): WatchedObjects {
  const stopping = new AbortController();
  const { signal } = stopping;
  let away: unknown = null;
  let probing = new AbortController();
  instruments.recordOriginalsDegraded(false);
  void probe();

  async function probe(): Promise<void> {
    while (!signal.aborted) {
      await objects.ping().then(returned, left);
      probing = new AbortController();
      const until = AbortSignal.any([signal, probing.signal]);
      await after(away ? everyMs.away : everyMs.well, undefined, { signal: until, ref: false }).catch(() => {});
    }
  }

  function left(error: unknown): void {
    if (!away && !signal.aborted)
      log.warn({ err: error }, 'the object store is away: uploads are refused, questions go on');
    away ??= error;
    instruments.recordOriginalsDegraded(true);
  }

  function returned(): void {
    if (away) log.info('the object store is back');
    away = null;
    instruments.recordOriginalsDegraded(false);
  }

  /** A call that failed makes it look at once. */
  async function watched<T>(call: () => Promise<T>): Promise<T> {
    if (away) throw new ObjectsAwayError(away);
    return call().catch((error) => {
      if (error instanceof ObjectsAwayError) {
        left(error);
        probing.abort();
      }
      throw error;
    });
  }

  return {
    put: (key, file) => watched(() => objects.put(key, file)),
    async *read(key) {
      const pieces = objects.read(key)[Symbol.asyncIterator]();
      try {
        for (let next = await watched(() => pieces.next()); !next.done; next = await pieces.next()) yield next.value;
      } finally {
        await pieces.return?.();
      }
    },
    remove: (key) => watched(() => objects.remove(key)),
    ping: () => objects.ping(),
    check: () => (away ? 'degraded' : 'ok'),
    close() {
      stopping.abort();
      objects.close();
    },
  };
}
