import type { Prompt } from './generate.ts';
import type { LlmError } from './llm-error.ts';
import { estimatedTokens, promptTokens } from './prompt-tokens.ts';
import type { CallAccount, CallOutcome } from './record-call.ts';
import type { reportedTokens } from './usage.ts';

/** What is known of one call at its end. */
type EndedCall = {
  prompt: Prompt;
  text: string;
  reported: ReturnType<typeof reportedTokens>;
  begun: number | undefined;
  failure: LlmError | null;
  /** By us, once the provider had the request: it bills what it was sent. */
  isCutOff: boolean;
};

/**
 * The provider's counts; ours where it sent none, of a call that we broke off the estimate that it was reserved by. A call
 * that failed before its first word is billed to nobody.
 */
export function billedTokens(
  billing: NonNullable<CallAccount['billing']>,
  { prompt, text, reported, begun, failure, isCutOff }: EndedCall,
): CallOutcome['tokens'] {
  const { inputTokens, outputTokens } = reported;
  const nothingTold = inputTokens === undefined && outputTokens === undefined;
  if (nothingTold && failure && text === '' && !isCutOff) return null;
  return {
    ...reported,
    inputTokens:
      inputTokens ??
      begun ??
      (isCutOff ? estimatedTokens(prompt, billing.estimate) : promptTokens(prompt, billing.countTokens)),
    outputTokens: outputTokens ?? billing.countTokens(text),
    estimated: inputTokens === undefined || outputTokens === undefined,
  };
}
