import type { Thread } from '../thread.ts';
import type { ReaderCalls } from './sqlite-worker.ts';

/**
 * Chooses among reading threads the one with the fewest calls waiting. All but the first start when every running one is
 * busy, since an idle thread holds 30 MB; the call at hand does not wait for that.
 */
export function leastBusy(readers: readonly Thread<ReaderCalls>[]): () => Thread<ReaderCalls> {
  return function choose() {
    const running = readers.filter((reader) => reader.running());
    const spare = readers.find((reader) => !reader.running());
    const best = running.reduce(
      (least, next) => (next.waiting() < least.waiting() ? next : least),
      running[0] ?? spare!,
    );
    if (spare && best.waiting() > 0) spare.call('ping').catch(() => {}); // it is tried again with the next call
    return best;
  };
}
