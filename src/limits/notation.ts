import type { Limit } from './limiter.ts';

/** Shown to whoever writes a limit that does not parse. */
export const LIMIT_GRAMMAR =
  'N/[M] unit or N per [M] unit, several joined by ; , or |, units second, minute, hour, day, month (30 days), ' +
  'year (360 days): for example 20/minute, 10 per hour, 10/2 hours, 5/second;100/hour';

const UNIT_SECONDS: Readonly<Record<string, number>> = {
  second: 1,
  minute: 60,
  hour: 3600,
  day: 86_400,
  month: 30 * 86_400,
  year: 360 * 86_400,
};
const ONE = /^\s*(\d+)\s*(?:\/|per)\s*(\d+)?\s*(second|minute|hour|day|month|year)s?\s*$/i;
/** The largest integer of a structured header field (RFC 9651, 3.3.1). */
const LIMIT_MAX = 999_999_999_999_999;
/** A century: microseconds since 1970 plus this stay exact in a double. */
const WINDOW_MAX_SECONDS = 100 * 360 * 86_400;

/**
 * Reads the grammar of Python's `limits` (https://limits.readthedocs.io/en/stable/quickstart.html#rate-limit-string-notation).
 * Shortest window first; of the same window twice the smaller N holds. Null for anything else, a zero multiple or a stray
 * separator included.
 */
export function parseLimits(text: string): readonly Limit[] | null {
  const limits = text.split(/[;,|]/).map(parseOne);
  const byWindow = new Map<number, number>();
  for (const one of limits) {
    if (!one) return null;
    byWindow.set(one.windowSeconds, Math.min(one.limit, byWindow.get(one.windowSeconds) ?? one.limit));
  }
  return [...byWindow]
    .map(([windowSeconds, limit]) => ({ limit, windowSeconds }))
    .sort((a, b) => a.windowSeconds - b.windowSeconds);
}

function parseOne(text: string): Limit | null {
  const [, amount, multiple = '1', unit = ''] = ONE.exec(text) ?? [];
  const limit = Number(amount);
  const windowSeconds = Number(multiple) * (UNIT_SECONDS[unit.toLowerCase()] ?? Number.NaN);
  const sound = limit <= LIMIT_MAX && windowSeconds > 0 && windowSeconds <= WINDOW_MAX_SECONDS;
  return sound ? { limit, windowSeconds } : null;
}
