import { setTimeout as after } from 'node:timers/promises';

const WITHIN_MS = 60_000;
const PAUSE_MS = { least: 10, most: 100 };

/**
 * The value soon after it is what was hoped for: the longer that takes, the less often it is read, so that waiting leaves
 * the cores to what is waited for. @throws Error when it has not become that in 60 s, or in `withinMs`.
 */
export async function eventually<T>(
  read: () => T | Promise<T>,
  hopedFor: (value: T) => boolean,
  { withinMs = WITHIN_MS } = {},
): Promise<T> {
  const startedMs = performance.now();
  for (;;) {
    const value = await read();
    if (hopedFor(value)) return value;
    const waitedMs = performance.now() - startedMs;
    if (waitedMs > withinMs) throw new Error(`Not within ${withinMs} ms; it is ${JSON.stringify(value)}`);
    await after(Math.min(PAUSE_MS.most, Math.max(PAUSE_MS.least, waitedMs / 20)));
  }
}
