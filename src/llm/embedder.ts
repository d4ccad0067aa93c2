import type { EmbeddingModelV4 } from '@ai-sdk/provider';
import { AppError } from '../errors.ts';
import { startModelSpan } from '../telemetry/gen-ai.ts';
import type { LlmErrorType } from '../telemetry/instruments.ts';
import type { Gate } from './gate.ts';
import { LlmError, llmError } from './llm-error.ts';
import { type CallAccount, type CallOutcome, recordCall } from './record-call.ts';
import { unitVectors, type Vectors } from './unit-vectors.ts';
import { believedCount, type CallUsage } from './usage.ts';

export type EmbedOptions = {
  readonly signal: AbortSignal;
  readonly onUsage?: (usage: CallUsage) => void;
};

/** `retryAfterMs` is what the provider asked for, where it did. */
export type EmbedOutcome =
  | { readonly outcome: 'embedded'; readonly vectors: Vectors }
  | { readonly outcome: 'failed'; readonly type: LlmErrorType; readonly retryAfterMs: number | undefined };

/** An embedding model whose every call is counted exactly once. */
export type Embedder = {
  readonly name: string;
  /** Texts of one call at most. */
  batchSize(): Promise<number>;
  /** One vector a text, in their order. Without a place at the provider it fails as `rate_limited`. */
  embed(texts: readonly string[], options: EmbedOptions): Promise<EmbedOutcome>;
};

type EmbedderDeps = CallAccount & { model: EmbeddingModelV4; gate: Gate };

const BATCH_MAX = 64;
const NO_PLACE_MS = 1000;

export function createEmbedder({ model, gate, ...account }: EmbedderDeps): Embedder {
  return {
    name: account.name,
    batchSize: async () => Math.min(BATCH_MAX, (await model.maxEmbeddingsPerCall) ?? BATCH_MAX),
    async embed(texts, options) {
      const leave = await gate.enter(options.signal).catch(noPlace);
      if (!leave) return { outcome: 'failed', type: 'rate_limited', retryAfterMs: NO_PLACE_MS };
      try {
        return await embed(model, account, texts, options);
      } finally {
        leave();
      }
    },
  };
}

function noPlace(failure: unknown): null {
  if (failure instanceof AppError) return null;
  throw failure; // the caller left
}

async function embed(
  model: EmbeddingModelV4,
  account: CallAccount,
  texts: readonly string[],
  { signal, onUsage }: EmbedOptions,
): Promise<EmbedOutcome> {
  const startedAt = performance.now();
  const span = startModelSpan(account.name, 'embedding');
  let failure: LlmError | null = null;
  let reported: number | undefined;
  try {
    const answer = await span.run(() => model.doEmbed({ values: [...texts], abortSignal: signal }));
    const { embeddings, usage } = answer;
    const answeredBy = modelOf(answer.response?.body);
    if (answeredBy !== undefined) span.answeredBy(answeredBy);
    reported = believedCount(usage?.tokens, Buffer.byteLength(texts.join('')));
    const vectors = unitVectors(embeddings, texts.length);
    if (!vectors) throw new LlmError('other');
    return { outcome: 'embedded', vectors };
  } catch (error) {
    failure = llmError(error, signal);
    span.failed(failure.type);
    return { outcome: 'failed', type: failure.type, retryAfterMs: failure.retryAfterMs };
  } finally {
    span.usage({ input: reported ?? null, output: null });
    span.end();
    const seconds = (performance.now() - startedAt) / 1000;
    const tokens = tokensOf(account, texts, { reported, failure });
    const usage = recordCall(account, { operation: 'embedding', seconds, failure, tokens });
    onUsage?.(usage);
  }
}

/** Every embedding API names its model alike. */
function modelOf(body: unknown): string | undefined {
  const model = (body as { model?: unknown } | null | undefined)?.model;
  return typeof model === 'string' ? model : undefined;
}

/** As for a completion: the provider's count, ours where it sent none, and nothing for a call that gave nothing. */
function tokensOf(
  { billing }: CallAccount,
  texts: readonly string[],
  { reported, failure }: { reported: number | undefined; failure: LlmError | null },
): CallOutcome['tokens'] {
  if (!billing || (reported === undefined && failure && failure.type !== 'cancelled')) return null;
  const inputTokens = reported ?? texts.reduce((sum, text) => sum + billing.countTokens(text), 0);
  return { inputTokens, outputTokens: 0, estimated: reported === undefined };
}
