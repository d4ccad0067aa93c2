import type { CallTokens } from '../limits/nano-price.ts';
import type { Prompt, ReportedUsage } from './generate.ts';

/** Where the numbers come from: `none` where there was nothing to bill. */
export type UsageSource = 'provider' | 'estimated' | 'none';

/** What one call used. `nanoDollars` is null where the price is not known. */
export type CallUsage = {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly nanoDollars: number | null;
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

/**
 * What a provider reports is charged, also where it is more than was reserved (an overrun): templates, hidden prompts and
 * reasoning come on top of what was sent and capped. A token stands for one byte at least, though, and none is written
 * beyond the cap: a count of more than ten times as much is a mistake, and taken as if none had been reported.
 */
const BELIEVED_TIMES = 10;
const BELIEVED_MORE = 1000;

/** A provider's count, or undefined where it is none, or far beyond what the call can have used: `most` bytes or tokens. */
export function believedCount(reported: unknown, most: number): number | undefined {
  const count = tokenCount(reported);
  return count !== undefined && count <= most * BELIEVED_TIMES + BELIEVED_MORE ? count : undefined;
}

/** The counts that are billed, each only if the provider really sent it, and it is one that can be. */
export function reportedTokens(
  usage: ReportedUsage | undefined,
  most: { readonly input: number; readonly output: number },
): Partial<CallTokens> {
  const inputTokens = believedCount(usage?.inputTokens, most.input);
  const outputTokens = believedCount(usage?.outputTokens, most.output);
  const cachedInputTokens = believedCount(usage?.cachedInputTokens, most.input) ?? 0;
  const cacheWriteTokens = believedCount(usage?.cacheWriteTokens, most.input) ?? 0;
  const isPart = cachedInputTokens + cacheWriteTokens <= (inputTokens ?? 0);
  return {
    ...(inputTokens !== undefined && { inputTokens }),
    ...(outputTokens !== undefined && { outputTokens }),
    ...(isPart && { cachedInputTokens, cacheWriteTokens }),
  };
}

/** The length of a prompt in UTF-8: no tokenizer makes more tokens of it. */
export function promptBytes({ system, user }: Prompt): number {
  return Buffer.byteLength(system) + Buffer.byteLength(user);
}
