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
const ONE = /^\s*(\d+(?:\.\d+)?)\s*(?:\/|per)\s*(\d+)?\s*(second|minute|hour|day|month|year)s?\s*$/i;
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
  return parse(text, (amount) => (/^\d+$/.test(amount) && Number(amount) <= LIMIT_MAX ? Number(amount) : null));
}

/** The same of US dollars, with up to nine decimals: `2.50/day`. The limits are whole nano-dollars. */
export function parseDollarLimits(text: string): readonly Limit[] | null {
  return parse(text, nanoDollars);
}

type Amount = (amount: string) => number | null;

function parse(text: string, amountOf: Amount): readonly Limit[] | null {
  const byWindow = new Map<number, number>();
  for (const spelling of text.split(/[;,|]/)) {
    const one = parseOne(spelling, amountOf);
    if (!one) return null;
    byWindow.set(one.windowSeconds, Math.min(one.limit, byWindow.get(one.windowSeconds) ?? one.limit));
  }
  return [...byWindow]
    .map(([windowSeconds, limit]) => ({ limit, windowSeconds }))
    .sort((a, b) => a.windowSeconds - b.windowSeconds);
}

function parseOne(text: string, amountOf: Amount): Limit | null {
  const [, amount = '', multiple = '1', unit = ''] = ONE.exec(text) ?? [];
  const limit = amountOf(amount);
  const windowSeconds = Number(multiple) * (UNIT_SECONDS[unit.toLowerCase()] ?? Number.NaN);
  const sound = windowSeconds > 0 && windowSeconds <= WINDOW_MAX_SECONDS;
  return sound && limit !== null ? { limit, windowSeconds } : null;
}

/** Digit by digit: `0.1` is no binary fraction. */
function nanoDollars(amount: string): number | null {
  const [, whole = '', decimals = ''] = /^(\d+)(?:\.(\d{1,9}))?$/.exec(amount) ?? [];
  const nano = Number(`${whole}${decimals.padEnd(9, '0')}`);
  return whole && Number.isSafeInteger(nano) ? nano : null;
}
