import { setTimeout as after } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { LooseObjects } from './loose-objects.ts';
import type { ObjectStore } from './object-store.ts';
import { answered } from './store-failure.ts';

/** How often it looks, and objects that it removes at a time. */
const EVERY_MS = 30_000;
const AT_ONCE = 50;

type SweepDeps = {
  looseObjects: LooseObjects;
  objects: Pick<ObjectStore, 'remove'>;
  log: Pick<Logger, 'info'>;
  everyMs?: number;
};

/**
 * Removes, again and again, the objects that no document has: of uploads that died before their document was made, and of
 * documents whose object could not be removed with them. Ended by what it returns.
 */
export function startObjectSweep({ looseObjects, objects, log, everyMs = EVERY_MS }: SweepDeps): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const running = sweep();

  async function sweep(): Promise<void> {
    while (!signal.aborted) {
      const found = await removeDue().catch(() => 0); // who is away is told of elsewhere
      if (found < AT_ONCE) await after(everyMs, undefined, { signal }).catch(() => {});
    }
  }

  async function removeDue(): Promise<number> {
    const due = answered(await looseObjects.due(AT_ONCE));
    const removals = await Promise.allSettled(due.map(({ key }) => objects.remove(key)));
    const removed = due.filter((_, n) => removals[n]?.status === 'fulfilled');
    if (removed.length === 0) return 0;
    answered(await looseObjects.forget(removed));
    log.info({ objects: removed.length }, 'removed files that no document has');
    return removed.length;
  }

  return async () => {
    stopping.abort();
    await running;
  };
}
