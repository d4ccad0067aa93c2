import { startModelSpan } from '../telemetry/gen-ai.ts';
import type { Embed } from './embed.ts';
import type { Estimate } from './estimate-tokens.ts';
import { LlmError, llmError } from './llm-error.ts';
import { type CallAccount, type CallOutcome, recordCall } from './record-call.ts';
import { type Payment, type ReservedCall, reserveCall } from './reserve-call.ts';
import type { CountTokens } from './tokenize.ts';
import { unitVectors, type Vectors } from './unit-vectors.ts';
import { believedCount, type CallUsage } from './usage.ts';

export type EmbedOptions = Payment & {
  readonly signal: AbortSignal;
  readonly onUsage?: (usage: CallUsage) => void;
};

export type EmbedOutcome =
  | { readonly outcome: 'embedded'; readonly vectors: Vectors }
  /** The budget has no room: when it will; null: it is larger than the whole budget. */
  | { readonly outcome: 'exhausted'; readonly retryAfterMs: number | null }
  | ({ readonly outcome: 'failed' } & Pick<LlmError, 'type' | 'retryAfterMs' | 'isRetriable' | 'isRejection'>);

/** A rejected text of at most this length was not too long: the model itself cannot be used. */
const SHORT_BYTES = 200;
/** What some models put around each text, in tokens. */
const PER_TEXT = 2;

/** Reserves the worst case of one call from the budgets of who pays. */
export async function reserveEmbedding(account: CallAccount, texts: readonly string[], options: EmbedOptions) {
  const { billing } = account;
  if (!billing) return { outputCap: 0, settle: () => {} };
  const reserved = await reserveCall(billing, options, {
    inputTokens: estimatedTokens(texts, billing.estimate),
    outputCap: 0,
  });
  return 'outcome' in reserved && options.isForced ? { outputCap: 0, settle: () => {} } : reserved;
}

type EmbedCall = {
  account: CallAccount;
  texts: readonly string[];
  options: EmbedOptions;
  reserved: ReservedCall;
};

/** One call of an embedding model, counted exactly once and settled by what it used. Never rejects. */
export async function meteredEmbed(
  model: Embed,
  { account, texts, options: { signal, onUsage }, reserved }: EmbedCall,
): Promise<EmbedOutcome> {
  const startedAt = account.now();
  const span = startModelSpan(account.name, 'embedding');
  let failure: LlmError | null = null;
  let reported: number | undefined;
  let isSent = false;
  const onSent = () => {
    isSent = true;
  };
  try {
    signal.throwIfAborted(); // nothing is sent for who has left
    const answer = await span.run(() => model.embed(texts, signal, onSent));
    if (answer.answeredBy !== undefined) span.answeredBy(answer.answeredBy);
    reported = believedCount(answer.inputTokens, Buffer.byteLength(texts.join('')));
    const vectors = unitVectors(answer.vectors, texts.length);
    if (!vectors) throw new LlmError('other');
    return { outcome: 'embedded', vectors };
  } catch (error) {
    failure = llmError(error, signal);
    span.failed(failure.type);
    return failedEmbedding(failure);
  } finally {
    span.usage({ input: reported ?? null, output: null });
    span.end();
    const seconds = (account.now() - startedAt) / 1000;
    const tokens = tokensOf(account, texts, { reported, failure, isCutOff: isSent && signal.aborted });
    reserved.settle(tokens);
    const isOfText = failure?.isRejection === true && Buffer.byteLength(texts.join('')) > SHORT_BYTES;
    const usage = recordCall(account, { operation: 'embedding', seconds, failure, isOfText, tokens });
    onUsage?.(usage);
  }
}

/** As for a completion: the provider's count, ours where it sent none, and nothing for a call that gave nothing. */
function tokensOf(
  { billing }: CallAccount,
  texts: readonly string[],
  { reported, failure, isCutOff }: { reported: number | undefined; failure: LlmError | null; isCutOff: boolean },
): CallOutcome['tokens'] {
  if (!billing || (reported === undefined && failure && !isCutOff)) return null;
  const inputTokens =
    reported ?? (isCutOff ? estimatedTokens(texts, billing.estimate) : inputTokensOf(texts, billing.countTokens));
  return { inputTokens, outputTokens: 0, estimated: reported === undefined };
}

function estimatedTokens(texts: readonly string[], { tokensOf }: Estimate): number {
  return inputTokensOf(texts, tokensOf) + PER_TEXT * texts.length;
}

function inputTokensOf(texts: readonly string[], countTokens: CountTokens): number {
  return texts.reduce((sum, text) => sum + countTokens(text), 0);
}

/** The outcome of a call that failed. */
export function failedEmbedding({ type, retryAfterMs, isRetriable, isRejection }: LlmError): EmbedOutcome {
  return { outcome: 'failed', type, retryAfterMs, isRetriable, isRejection };
}
