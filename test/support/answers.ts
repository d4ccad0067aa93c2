import { setTimeout as after } from 'node:timers/promises';

const STARTS_WITHIN_MS = 60_000;

/** Asks a server that is starting until it answers. Throws what it was told last. */
export async function answers(ask: () => Promise<unknown>): Promise<void> {
  const endsAt = performance.now() + STARTS_WITHIN_MS;
  for (;;)
    try {
      return void (await ask());
    } catch (error) {
      if (performance.now() > endsAt) throw error;
      await after(20);
    }
}
