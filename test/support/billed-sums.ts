import type { Limit } from '../../src/limits/limiter.ts';
import { type Amount, type Billed, type Bounds, NOTHING } from './erratic-provider.ts';

function plus(one: Amount, other: Amount): Amount {
  return { tokens: one.tokens + other.tokens, nanoDollars: one.nanoDollars + other.nanoDollars };
}

/** The sum of what was billed. */
export function sums(bounds: readonly Bounds[]): Bounds {
  return {
    least: bounds.map(({ least }) => least).reduce(plus, NOTHING),
    most: bounds.map(({ most }) => most).reduce(plus, NOTHING),
  };
}

/**
 * A call was reserved between its question and its arrival at the provider. Calls that must have been reserved within less
 * than a window of each other stand in one; more than was reserved may be charged, and is no matter of the limit.
 */
export function fullest(billed: readonly Billed[], { limit, windowSeconds }: Limit): number {
  const windowMs = windowSeconds * 1000;
  const inside = (from: number) =>
    billed
      .filter(({ askedAt, arrivedAt }) => askedAt >= from && arrivedAt < from + windowMs)
      .reduce(
        (sum, { billed, unheard, worstTokens }) =>
          sum + Math.min(billed.least.tokens, unheard.least.tokens, worstTokens),
        0,
      );
  return Math.max(0, ...billed.map(({ askedAt }) => inside(askedAt))) / limit;
}
