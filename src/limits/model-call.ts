import { type BudgetLimit, FORCED, type Rate, unitsOf } from './budget-store.ts';
import { type NanoPrice, PRICED_TOKENS, worstInputPrice } from './nano-price.ts';

/** The worst case of one provider call. */
export type ModelCall = {
  /** Exact, or over-counted. */
  readonly inputTokens: number;
  /** The output cap, in tokens. */
  readonly outputCap: number;
  /** Whether a smaller cap is of use: an answer's is, a rewrite's is not. */
  readonly shrinks: boolean;
  /** Nothing refuses it, but it counts. */
  readonly isForced?: boolean;
  /** None where no limit is in dollars. */
  readonly price: NanoPrice | undefined;
};

/** An answer of fewer tokens is of no use. */
const USEFUL_TOKENS = 64;
/** The price of a call that has none. */
export const FREE: NanoPrice = { input: 0, output: 0 };

/** The least cap that is of use. */
export function floorOf({ isForced, shrinks, outputCap }: ModelCall): number {
  if (isForced) return FORCED;
  return shrinks ? Math.min(USEFUL_TOKENS, outputCap) : outputCap;
}

/** What the call takes of a limit in tokens, or in nano-dollars. */
export function rateOf({ unit }: BudgetLimit, { inputTokens, price = FREE }: ModelCall): Rate {
  if (unit === 'tokens') return { fixed: inputTokens, each: 1, part: 1 };
  return { fixed: inputTokens * worstInputPrice(price), each: price.output, part: PRICED_TOKENS };
}

/** Whether all of it can be counted exactly; what cannot exceeds every limit. */
export function isCountable(rates: readonly Rate[], cap: number): boolean {
  return rates.every((rate) => Number.isSafeInteger(rate.fixed + rate.each * cap));
}

/** Whether what was spent of each limit is more than was reserved of it. */
export function isOverrun(rates: readonly Rate[], cap: number, spent: readonly number[]): boolean {
  return rates.some((rate, place) => (spent[place] ?? 0) > unitsOf(rate, cap));
}
