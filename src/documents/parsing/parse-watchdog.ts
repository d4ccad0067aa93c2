import { residentBytes } from './resident-bytes.ts';

const LOOK_EVERY_MS = 25;
/** What a child can grow by between two looks, and while one that was ended gives its memory back. Kept free for each beside the first. */
const UNSEEN_BYTES = 80 * 1024 * 1024;
/** However large the service has grown itself, its children may have this much: else nothing could be read any more. */
const LEAST_BYTES = 256 * 1024 * 1024;

export type MemoryBounds = {
  /** Resident memory of all parsing children together. */
  memoryMaxBytes: number;
  /** The same with the service itself. */
  totalMaxBytes: number;
};

/** `alone`: no other child had a part in it, and it would pass the limit again. */
export type Breach = { readonly alone: boolean };

type Watched = { pid: number; onBreach: (breach: Breach) => void };

/** Watches the memory of busy parse children, all of them together, while there are any. */
export type ParseWatchdog = {
  /** What the children may have now, all together, bytes. */
  allowedBytes(): number;
  /** Calls `onBreach` once when a limit is passed and this child is the largest. */
  watch(pid: number, onBreach: Watched['onBreach']): () => void;
};

export function createParseWatchdog({ memoryMaxBytes, totalMaxBytes }: MemoryBounds): ParseWatchdog {
  const watched = new Set<Watched>();
  let timer: NodeJS.Timeout | undefined;
  let looking = false;

  function allowedBytes(): number {
    return Math.min(memoryMaxBytes, Math.max(LEAST_BYTES, totalMaxBytes - process.memoryUsage.rss()));
  }

  async function look(): Promise<void> {
    if (looking) return;
    looking = true;
    const sizes = await Promise.all(
      [...watched].map(async (one) => ({ one, bytes: (await residentBytes(one.pid)) ?? 0 })),
    );
    looking = false;
    const unseen = UNSEEN_BYTES * (sizes.length - 1);
    const sum = sizes.reduce((total, { bytes }) => total + bytes, unseen);
    if (sum <= allowedBytes()) return;
    const { one } = sizes.reduce((largest, next) => (next.bytes > largest.bytes ? next : largest));
    if (watched.delete(one)) one.onBreach({ alone: sizes.length === 1 });
  }

  return {
    allowedBytes,
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
