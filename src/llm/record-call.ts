import type { CallTokens } from '../limits/nano-price.ts';
import type { Instruments, LlmOperation } from '../telemetry/instruments.ts';
import type { CallWatch } from './call-watch.ts';
import type { Estimate } from './estimate-tokens.ts';
import type { LlmError } from './llm-error.ts';
import type { Spending } from './reserve-call.ts';
import type { CountTokens } from './tokenize.ts';
import type { CallUsage } from './usage.ts';

/** Whose calls are recorded, and what they cost. */
export type CallAccount = {
  /** The `model` label. */
  readonly name: string;
  readonly instruments: Instruments;
  /** Milliseconds that only go forward. */
  readonly now: () => number;
  /** Null where the model is local: nothing is billed, so nothing can be missing. */
  readonly billing: (Spending & { readonly countTokens: CountTokens; readonly estimate: Estimate }) | null;
  /** Longest answer; a longer one is cut off as a failure. */
  readonly answerMaxChars?: number;
  /** Told how each call ended; none for the local model, which cannot be away. */
  readonly watch?: CallWatch;
};

/** How one provider call ended. `tokens` is what it used; null: nothing that would be billed. */
export type CallOutcome = {
  readonly operation: LlmOperation;
  readonly seconds: number;
  readonly failure: LlmError | null;
  /** The text of the call caused its failure, so the model is not to blame. */
  readonly isOfText?: boolean;
  readonly tokens: (CallTokens & { readonly estimated: boolean }) | null;
};

/** Counts a provider call: once, whatever became of it. Returns its usage. */
export function recordCall({ name, instruments, billing, watch }: CallAccount, outcome: CallOutcome): CallUsage {
  const { operation, seconds, failure, tokens } = outcome;
  if (!outcome.isOfText) watch?.note(name, failure?.type ?? null);
  instruments.recordLlmRequest(name, operation, failure === null);
  if (failure) instruments.recordLlmError(name, operation, failure.type);
  instruments.recordLlmDuration(name, operation, seconds);
  instruments.recordGenAiCall(name, operation, {
    seconds,
    errorType: failure?.type ?? null,
    tokens: billing && tokens && !tokens.estimated ? { input: tokens.inputTokens, output: tokens.outputTokens } : null,
  });
  if (!billing || !tokens) return { inputTokens: 0, outputTokens: 0, nanoDollars: null, source: 'none' };

  const { inputTokens, outputTokens, estimated } = tokens;
  const nanoDollars = billing.costOf(tokens);
  instruments.recordLlmInputTokens(name, operation, inputTokens);
  instruments.recordLlmOutputTokens(name, operation, outputTokens);
  instruments.recordLlmTokens(name, operation, inputTokens + outputTokens);
  if (nanoDollars !== null) instruments.recordLlmCost(name, operation, nanoDollars);
  if (estimated) instruments.recordLlmUsageMissing(name, operation);
  return { inputTokens, outputTokens, nanoDollars, source: estimated ? 'estimated' : 'provider' };
}
