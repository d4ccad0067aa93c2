import { setTimeout as after } from 'node:timers/promises';
import { StoreBusyError } from '../store-failure.ts';

const PAUSE_MS = 250;

/** What no waiting mends, by SQLSTATE. */
const REASONS: Readonly<Record<string, string>> = {
  '28P01': 'the user or password is not accepted',
  '28000': 'the user may not connect',
  '3D000': 'there is no such database',
  '42501': 'the user may not make tables',
};

/**
 * Repeats `work` while the database cannot be reached or is starting up, for at most `withinMs`.
 * @throws Error with a plain reason, which holds nothing of the URL.
 */
export async function reach<T>(work: () => Promise<T>, withinMs: number): Promise<T> {
  for (const endsAt = performance.now() + withinMs; ; await after(PAUSE_MS))
    try {
      return await work();
    } catch (error) {
      const cause = error instanceof StoreBusyError ? error.cause : error;
      const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
      const known = REASONS[code ?? ''];
      if (known) throw new Error(known, { cause });
      if (!(error instanceof StoreBusyError)) throw error;
      if (performance.now() >= endsAt) throw new Error(`it cannot be reached (${code ?? 'no answer'})`, { cause });
    }
}
