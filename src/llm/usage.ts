import type { LanguageModelV4Usage } from '@ai-sdk/provider';

/** Where the numbers come from: `none` where there was nothing to bill. */
export type UsageSource = 'provider' | 'estimated' | 'none';

/** What one call used. `costUsd` is null where the price is not known. */
export type CallUsage = {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number | null;
  readonly source: UsageSource;
};

/** Beyond the context window of any model: a larger number is a mistake, not a bill. */
const TOKENS_MAX = 100_000_000;

/** A provider's count, or undefined where what it sent is no count at all (null, −5, "12", 1e308 …). */
export function tokenCount(reported: unknown): number | undefined {
  return Number.isSafeInteger(reported) && (reported as number) >= 0 && (reported as number) <= TOKENS_MAX
    ? (reported as number)
    : undefined;
}

/** The two counts that are billed, each only if the provider really sent it. */
export function reportedTokens(usage: LanguageModelV4Usage | undefined): {
  inputTokens: number | undefined;
  outputTokens: number | undefined;
} {
  const input = usage?.inputTokens;
  const output = usage?.outputTokens;
  // `noCache` too: a missing count plus a cache count would look like a small, plausible total
  const inputTokens = tokenCount(input?.noCache ?? 0) === undefined ? undefined : tokenCount(input?.total);
  return { inputTokens, outputTokens: tokenCount(output?.total) };
}
