/** Prices are nano-dollars of this many tokens, so that six decimals of a dollar per million are whole numbers. */
export const PRICED_TOKENS = 1000;

/** Whole nano-dollars per thousand tokens. Input that a provider read from its cache, or wrote there, may have its own. */
export type NanoPrice = {
  readonly input: number;
  readonly output: number;
  readonly cachedInput?: number;
  readonly cacheWrite?: number;
};

/** What one call used; `inputTokens` contains what was read from the cache and what was written there. */
export type CallTokens = {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cachedInputTokens?: number;
  readonly cacheWriteTokens?: number;
};

/** US dollars per million tokens as nano-dollars per thousand; a seventh decimal rounds up. */
export function nanoPrice(usdPerMillion: number): number {
  return Math.ceil(Number((usdPerMillion * 1e6).toFixed(3)));
}

/** What each token of input costs at worst. */
export function worstInputPrice({ input, cachedInput = 0, cacheWrite = 0 }: NanoPrice): number {
  return Math.max(input, cachedInput, cacheWrite);
}

/** What a call costs, rounded up once. */
export function nanoDollars(price: NanoPrice, used: CallTokens): number {
  const { inputTokens, outputTokens, cachedInputTokens: cached = 0, cacheWriteTokens: written = 0 } = used;
  const { input, output, cachedInput = input, cacheWrite = input } = price;
  const fresh = Math.max(0, inputTokens - cached - written);
  const parts = fresh * input + cached * cachedInput + written * cacheWrite + outputTokens * output;
  const over = parts % PRICED_TOKENS;
  return (parts - over) / PRICED_TOKENS + (over > 0 ? 1 : 0);
}
