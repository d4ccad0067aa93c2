import type { Thread } from '../thread.ts';
import type { ReaderCalls } from '../threaded-store.ts';

/**
 * Chooses among reading threads the one with the fewest calls waiting. All but the first start when every running one is
 * busy, since an idle thread holds 30 MB; no call waits for the start.
 */
export function leastBusy(readers: readonly Thread<ReaderCalls>[]): () => Thread<ReaderCalls> {
  const starting = new Set<Thread<ReaderCalls>>();

  function start(spare: Thread<ReaderCalls>): void {
    starting.add(spare);
    const started = () => void starting.delete(spare);
    spare.call('service', 'ping').then(started, started); // after a failure it is tried again with the next call
  }

  return function choose() {
    const ready = readers.filter((reader) => reader.running() && !starting.has(reader));
    const spare = readers.find((reader) => !reader.running());
    const best = ready.reduce((least, next) => (next.waiting() < least.waiting() ? next : least), ready[0] ?? spare!);
    if (spare && best !== spare && best.waiting() > 0) start(spare);
    return best;
  };
}
