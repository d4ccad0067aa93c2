import { z } from 'zod';
import { type NanoPrice, nanoPrice } from './nano-price.ts';

/** What each priced model costs. */
export type Prices = ReadonlyMap<string, NanoPrice>;

const usdPerMillion = z.number().min(0).max(1e6).transform(nanoPrice);
const price = z
  .strictObject({
    input: usdPerMillion,
    output: usdPerMillion,
    cached_input: usdPerMillion.optional(),
    cache_write: usdPerMillion.optional(),
  })
  .transform(({ cached_input: cachedInput, cache_write: cacheWrite, ...others }) => ({
    ...others,
    ...(cachedInput !== undefined && { cachedInput }),
    ...(cacheWrite !== undefined && { cacheWrite }),
  }));
const prices = z.record(z.string(), price);

/** Reads `LLM_PRICES`, US dollars per million tokens; null where the text is not JSON of model → its prices. */
export function parsePrices(text: string): Prices | null {
  try {
    return new Map(Object.entries(prices.parse(JSON.parse(text || '{}'))));
  } catch {
    return null; // the caller names the variable; the text itself is not repeated
  }
}
