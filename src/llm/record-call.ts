import type { Instruments, LlmOperation } from '../telemetry/instruments.ts';
import type { CountTokens } from './count-tokens.ts';
import type { LlmError } from './llm-error.ts';
import { costUsd, type Price } from './prices.ts';
import type { CallUsage } from './usage.ts';

/** Whose calls are recorded, and what they cost. */
export type CallAccount = {
  /** The `model` label. */
  readonly name: string;
  readonly instruments: Instruments;
  /** Null where the model is local: nothing is billed, so nothing can be missing. */
  readonly billing: { readonly price: Price | undefined; readonly countTokens: CountTokens } | null;
};

/** How one provider call ended. `tokens` is what it used; null: nothing that would be billed. */
export type CallOutcome = {
  readonly operation: LlmOperation;
  readonly seconds: number;
  readonly failure: LlmError | null;
  readonly tokens: { readonly inputTokens: number; readonly outputTokens: number; readonly estimated: boolean } | null;
};

/** Counts a provider call: once, whatever became of it. Returns its usage. */
export function recordCall({ name, instruments, billing }: CallAccount, outcome: CallOutcome): CallUsage {
  const { operation, seconds, failure, tokens } = outcome;
  instruments.recordLlmRequest(name, operation, failure === null);
  if (failure) instruments.recordLlmError(name, operation, failure.type);
  instruments.recordLlmDuration(name, operation, seconds);
  instruments.recordGenAiCall(name, operation, {
    seconds,
    errorType: failure?.type ?? null,
    tokens: billing && tokens && !tokens.estimated ? { input: tokens.inputTokens, output: tokens.outputTokens } : null,
  });
  if (!billing || !tokens) return { inputTokens: 0, outputTokens: 0, costUsd: null, source: 'none' };

  const { inputTokens, outputTokens, estimated } = tokens;
  const cost = billing.price ? costUsd(billing.price, tokens) : null;
  instruments.recordLlmInputTokens(name, operation, inputTokens);
  instruments.recordLlmOutputTokens(name, operation, outputTokens);
  instruments.recordLlmTokens(name, operation, inputTokens + outputTokens);
  if (cost !== null) instruments.recordLlmCost(name, operation, cost);
  if (estimated) instruments.recordLlmUsageMissing(name, operation);
  return { inputTokens, outputTokens, costUsd: cost, source: estimated ? 'estimated' : 'provider' };
}
