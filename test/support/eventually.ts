import { setTimeout as after } from 'node:timers/promises';

const WITHIN_MS = 60_000;

/** The value as soon as it is what was hoped for. @throws Error when it has not become that in 60 s, or in `withinMs`. */
export async function eventually<T>(
  read: () => T | Promise<T>,
  hopedFor: (value: T) => boolean,
  { withinMs = WITHIN_MS } = {},
): Promise<T> {
  const endsAt = performance.now() + withinMs;
  for (;;) {
    const value = await read();
    if (hopedFor(value)) return value;
    if (performance.now() > endsAt) throw new Error(`Not within ${withinMs} ms; it is ${JSON.stringify(value)}`);
    await after(10);
  }
}
