import { residentBytes } from './resident-bytes.ts';

/** Often enough that a child cannot grow by more than some 100 MB unseen. */
const LOOK_EVERY_MS = 25;

type Watched = { pid: number; onBreach: (breach: { alone: boolean }) => void };

/** Watches the memory of busy parse children, all of them together, while there are any. */
export type ParseWatchdog = {
  /** Calls `onBreach` once the children pass the limit and this one is the largest; `alone`: it did so by itself. */
  watch(pid: number, onBreach: Watched['onBreach']): () => void;
};

/** @param memoryMaxBytes resident memory of all watched children in sum. */
export function createParseWatchdog(memoryMaxBytes: number): ParseWatchdog {
  const watched = new Set<Watched>();
  let timer: NodeJS.Timeout | undefined;
  let looking = false;

  async function look(): Promise<void> {
    if (looking) return;
    looking = true;
    const sizes = await Promise.all(
      [...watched].map(async (one) => ({ one, bytes: (await residentBytes(one.pid)) ?? 0 })),
    );
    looking = false;
    const sum = sizes.reduce((total, { bytes }) => total + bytes, 0);
    if (sum <= memoryMaxBytes) return;
    const { one } = sizes.reduce((largest, next) => (next.bytes > largest.bytes ? next : largest));
    if (watched.delete(one)) one.onBreach({ alone: sizes.length === 1 });
  }

  return {
    watch(pid, onBreach) {
      const one = { pid, onBreach };
      watched.add(one);
      timer ??= setInterval(look, LOOK_EVERY_MS);
      return function unwatch() {
        watched.delete(one);
        if (watched.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
}
