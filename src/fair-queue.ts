/** A bounded queue in which callers take turns: between two items of one caller, every other caller that waits is served once. */
export type FairQueue<T> = {
  size(): number;
  /**
   * Adds an item at the end of its caller's line. In a full queue the caller with the longest line gives up its newest
   * item for it, unless its own line would then be longer. Returns what was left out: that item, this one, or nothing.
   */
  push(caller: string, item: T): T | null;
  /** The next item, of the caller whose last turn is longest ago; with `loadOf`, among the callers with the least load. */
  shift(loadOf?: (caller: string) => number): T | undefined;
  /** Takes an item out; does nothing where it is gone. */
  remove(caller: string, item: T): void;
};

export function createFairQueue<T>(maxSize: number): FairQueue<T> {
  /** In the order of their next turns; no line is empty. */
  const lines = new Map<string, T[]>();
  let size = 0;

  function longest(): T[] {
    return [...lines.values()].reduce((found, line) => (line.length > found.length ? line : found), []);
  }

  /** Makes room for an item of a line of `length`; null when no line would still be as long as that one. */
  function giveWay(length: number): T | null {
    const line = longest();
    return line.length > length + 1 ? line.pop()! : null;
  }

  function nextCaller(loadOf: (caller: string) => number): string | undefined {
    let next: { caller: string; load: number } | undefined;
    for (const caller of lines.keys()) {
      const load = loadOf(caller);
      if (load === 0) return caller;
      if (!next || load < next.load) next = { caller, load };
    }
    return next?.caller;
  }

  return {
    size: () => size,
    push(caller, item) {
      const line = lines.get(caller) ?? [];
      const leftOut = size < maxSize ? null : (giveWay(line.length) ?? item);
      if (leftOut === item) return item;
      line.push(item);
      lines.set(caller, line);
      if (leftOut === null) size++;
      return leftOut;
    },
    shift(loadOf = () => 0) {
      const caller = nextCaller(loadOf);
      if (caller === undefined) return undefined;
      const line = lines.get(caller)!;
      lines.delete(caller);
      const item = line.shift();
      if (line.length > 0) lines.set(caller, line);
      size--;
      return item;
    },
    remove(caller, item) {
      const line = lines.get(caller);
      const at = line?.indexOf(item) ?? -1;
      if (!line || at < 0) return;
      line.splice(at, 1);
      if (line.length === 0) lines.delete(caller);
      size--;
    },
  };
}
