/** Calls `work` with every item, `width` at a time, in order; rejects with the first failure. Tells how far it is, each second. */
export async function inParallel<T>(
  items: readonly T[],
  { width, label }: { width: number; label: string },
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const started = performance.now();
  const tell = () => {
    const seconds = Math.round((performance.now() - started) / 1000);
    process.stderr.write(`${label}: ${next} of ${items.length}, ${seconds} s\n`);
  };
  const timer = setInterval(tell, 5000);
  const worker = async () => {
    while (next < items.length) await work(items[next++] as T);
  };
  try {
    await Promise.all(Array.from({ length: width }, worker));
  } finally {
    clearInterval(timer);
    tell();
  }
}
