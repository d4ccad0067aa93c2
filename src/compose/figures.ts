import { statfs } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { DocumentStore } from '../documents/document-store.ts';
import type { Budget } from '../limits/budget.ts';
import type { Instruments } from '../telemetry/instruments.ts';

/** As often as Prometheus looks. */
const EVERY_MS = 15_000;

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
 * figure stays, since readiness and the log tell that it is away. Ended by what it returns.
 */
export function startFigures({ store, budget, folder, instruments, everyMs = EVERY_MS }: FigureDeps): () => void {
  const stopping = new AbortController();
  const watch = async (look: () => Promise<void>) => {
    while (!stopping.signal.aborted) {
      await look().catch(() => {});
      await pause(everyMs, undefined, { ref: false, signal: stopping.signal }).catch(() => {});
    }
  };
  void watch(async () => instruments.recordStore(await store.figures()));
  void watch(async () => {
    const { bavail, blocks, bsize } = await statfs(folder);
    instruments.recordDisk({ freeBytes: bavail * bsize, sizeBytes: blocks * bsize });
  });
  void watch(async () => {
    const shares = new Map<string, number>(); // of several limits the one that is fullest
    for (const { budget: name, used, limit } of await budget.usage(null))
      shares.set(name, Math.max(shares.get(name) ?? 0, limit === 0 ? 1 : used / limit));
    for (const [name, share] of shares) instruments.recordBudgetUsed(name, share);
  });
  return () => stopping.abort();
}
