import { z } from 'zod';

/** US dollars per million tokens. */
export type Price = { readonly input: number; readonly output: number };
export type Prices = ReadonlyMap<string, Price>;

const price = z.strictObject({ input: z.number().min(0).max(1e6), output: z.number().min(0).max(1e6) });
const prices = z.record(z.string(), price);

/** Reads `LLM_PRICES`; null where the text is not JSON of model → `{input, output}`. */
export function parsePrices(text: string): Prices | null {
  try {
    return new Map(Object.entries(prices.parse(JSON.parse(text || '{}'))));
  } catch {
    return null; // the caller names the variable; the text itself is not repeated
  }
}

/** What a call costs, in US dollars. */
export function costUsd(price: Price, tokens: { inputTokens: number; outputTokens: number }): number {
  return (tokens.inputTokens * price.input + tokens.outputTokens * price.output) / 1_000_000;
}
