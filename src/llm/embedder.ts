import { AppError } from '../errors.ts';
import { startModelSpan } from '../telemetry/gen-ai.ts';
import type { LlmErrorType } from '../telemetry/instruments.ts';
import { type ConcurrencyLimiter, SERVICE } from './concurrency-limiter.ts';
import type { CountTokens } from './count-tokens.ts';
import type { Embed } from './embed.ts';
import type { Estimate } from './estimate-tokens.ts';
import { LlmError, llmError } from './llm-error.ts';
import { type CallAccount, type CallOutcome, recordCall } from './record-call.ts';
import { type Payment, type ReservedCall, reserveCall } from './reserve-call.ts';
import { createServerWatch, type ServerWatch } from './server-watch.ts';
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

/** An embedding model whose every call is counted exactly once. */
export type Embedder = {
  readonly name: string;
  /** Texts of one call at most. */
  batchSize(): Promise<number>;
  /** One vector a text, in their order. Without a slot at the provider it fails as `rate_limited`. */
  embed(texts: readonly string[], options: EmbedOptions): Promise<EmbedOutcome>;
  /** False while the server is known to be away; then true for one caller every few seconds. */
  mayAsk(): boolean;
  /** True while it has not answered since it last failed to. */
  isAway(): boolean;
  /** Of the vectors that it gave last; null before the first ones. */
  dimensions(): number | null;
};

type EmbedderDeps = CallAccount & { model: Embed; limiter: ConcurrencyLimiter; pauseMs?: number };

const BATCH_MAX = 64;
/** No slot at the provider, or nothing that counts its use. */
const NO_SLOT = new LlmError('rate_limited', { retryAfterMs: 1000 });
/** A rejected text of at most this length was not too long: the model itself cannot be used. */
const SHORT_BYTES = 200;
/** How long a server that is away is left alone by those who can do without. */
const PAUSE_MS = 5000;
/** Failures of the server, whatever it was asked. */
const AWAY: readonly LlmErrorType[] = ['timeout', 'network', 'server', 'auth'];

export function createEmbedder({ model, limiter, pauseMs = PAUSE_MS, ...account }: EmbedderDeps): Embedder {
  const watch = createServerWatch({ pauseMs, now: () => performance.now() });
  let dimensions: number | null = null;
  return {
    name: account.name,
    mayAsk: () => watch.mayAsk(),
    isAway: () => watch.isAway(),
    dimensions: () => dimensions,
    batchSize: async () => Math.min(BATCH_MAX, (await model.batchMax()) ?? BATCH_MAX),
    async embed(texts, options) {
      const release = await limiter.acquire(options.payer ?? SERVICE, options.signal).catch(noSlot);
      if (!release) return failed(NO_SLOT);
      try {
        const reserved = await reserve(account, texts, options);
        if ('outcome' in reserved) return denied(reserved);
        const embedded = await embed(model, { account, texts, options, reserved });
        note(watch, embedded);
        if (embedded.outcome === 'embedded') dimensions = embedded.vectors.dimensions;
        return embedded;
      } finally {
        release();
      }
    },
  };
}

/** What some models put around each text, in tokens. */
const PER_TEXT = 2;

async function reserve(account: CallAccount, texts: readonly string[], options: EmbedOptions) {
  const { billing } = account;
  if (!billing) return { outputCap: 0, settle: () => {} };
  const reserved = await reserveCall(billing, options, {
    inputTokens: estimatedTokens(texts, billing.estimate),
    outputCap: 0,
  });
  return 'outcome' in reserved && options.isForced ? { outputCap: 0, settle: () => {} } : reserved;
}

function denied(answer: Exclude<Awaited<ReturnType<typeof reserve>>, ReservedCall>): EmbedOutcome {
  if (answer.outcome === 'unavailable') return failed(NO_SLOT);
  const { retryAfterSeconds } = answer;
  return { outcome: 'exhausted', retryAfterMs: retryAfterSeconds === null ? null : retryAfterSeconds * 1000 };
}

function note(watch: ServerWatch, embedded: EmbedOutcome): void {
  if (embedded.outcome === 'embedded') watch.answered();
  else if (embedded.outcome === 'failed' && AWAY.includes(embedded.type)) watch.failed();
}

function failed({ type, retryAfterMs, isRetriable, isRejection }: LlmError): EmbedOutcome {
  return { outcome: 'failed', type, retryAfterMs, isRetriable, isRejection };
}

function noSlot(failure: unknown): null {
  if (failure instanceof AppError) return null;
  throw failure; // the caller left
}

type EmbedCall = {
  account: CallAccount;
  texts: readonly string[];
  options: EmbedOptions;
  reserved: ReservedCall;
};

async function embed(
  model: Embed,
  { account, texts, options: { signal, onUsage }, reserved }: EmbedCall,
): Promise<EmbedOutcome> {
  const startedAt = performance.now();
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
    return failed(failure);
  } finally {
    span.usage({ input: reported ?? null, output: null });
    span.end();
    const seconds = (performance.now() - startedAt) / 1000;
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
