import { z } from 'zod';
import type { Limit } from '../limits/limiter.ts';
import { LIMIT_GRAMMAR, parseDollarLimits, parseLimits } from '../limits/notation.ts';
import { type Prices, parsePrices } from '../limits/prices.ts';

/** Limits in the notation of limits/notation.ts. */
export function limits(fallback: string) {
  return parsedLimits(parseLimits, `must be limits: ${LIMIT_GRAMMAR}`).prefault(fallback);
}

/** Limits that are not kept by default. */
export function noLimits() {
  return parsedLimits(parseLimits, `must be limits: ${LIMIT_GRAMMAR}`).default([]);
}

/** Limits of US dollars, in nano-dollars; not kept by default. */
export function dollarLimits() {
  const error = `must be US dollars with up to nine decimals a window, such as 2.50/day; the grammar is ${LIMIT_GRAMMAR}`;
  return parsedLimits(parseDollarLimits, error).default([]);
}

function parsedLimits(parse: (text: string) => readonly Limit[] | null, error: string) {
  return z.string().transform((text, { addIssue }) => {
    const parsed = parse(text);
    if (!parsed) addIssue(error);
    return parsed ?? [];
  });
}

/** US dollars per million tokens, by model. */
export function prices() {
  return z
    .string()
    .transform((text, { addIssue }) => {
      const parsed = parsePrices(text);
      if (!parsed)
        addIssue(
          'must be JSON: {"openai:MODEL": {"input": 2.5, "output": 10, "cached_input": 1.25, "cache_write": 2.5}}, US dollars per million tokens, the last two optional',
        );
      return parsed ?? (new Map() as Prices);
    })
    .prefault('');
}
