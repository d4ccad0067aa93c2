import { statfs } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { DocumentStore } from '../documents/document-store.ts';
import type { Budget } from '../limits/budget.ts';
import type { Instruments } from '../telemetry/instruments.ts';

/** As often as Prometheus looks. */
const EVERY_MS = 15_000;
/** Of budgets sooner: one reading costs little, and what is read while Redis is away or not reached yet is of this process alone. */
const BUDGETS_EVERY_MS = 1000;

export type Figures = { readonly budgetsRead: Promise<void>; stop(): void };

type FigureDeps = {
  store: Pick<DocumentStore, 'figures'>;
  budget: Pick<Budget, 'usage'>;
  /** Where uploads, and the embedded store, lie. */
  folder: string;
  instruments: Pick<Instruments, 'recordStore' | 'recordDisk' | 'recordBudgetUsed'>;
  everyMs?: number;
};

/**
 * Records how full things are: store, disk and global budgets. No request waits for that; of what cannot be read the last
 * figure stays, since readiness and the log tell that it is away. While Redis is, the share of a budget is what this process
 * grants by, which `rate_limit_degraded` tells. `budgetsRead`: the first scrape finds them.
 */
export function startFigures({ store, budget, folder, instruments, everyMs }: FigureDeps): Figures {
  const stopping = new AbortController();
  const watch = (look: () => Promise<void>, pauseMs = everyMs ?? EVERY_MS): Promise<void> => {
    const first = look().catch(() => {});
    void (async () => {
      await first;
      while (!stopping.signal.aborted) {
        await pause(pauseMs, undefined, { ref: false, signal: stopping.signal }).catch(() => {});
        if (!stopping.signal.aborted) await look().catch(() => {});
      }
    })();
    return first;
  };
  void watch(async () => instruments.recordStore(await store.figures()));
  void watch(async () => {
    const { bavail, blocks, bsize } = await statfs(folder);
    instruments.recordDisk({ freeBytes: bavail * bsize, sizeBytes: blocks * bsize });
  });
  const budgetsRead = watch(async () => {
    const shares = new Map<string, number>(); // of several limits the one that is fullest
    for (const { budget: name, used, limit } of await budget.usage(null))
      shares.set(name, Math.max(shares.get(name) ?? 0, limit === 0 ? 1 : used / limit));
    for (const [name, share] of shares) instruments.recordBudgetUsed(name, share);
  }, everyMs ?? BUDGETS_EVERY_MS);
  return { budgetsRead, stop: () => stopping.abort() };
}
