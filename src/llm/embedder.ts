import { AppError } from '../errors.ts';
import { startModelSpan } from '../telemetry/gen-ai.ts';
import type { LlmErrorType } from '../telemetry/instruments.ts';
import type { Embed } from './embed.ts';
import type { Gate } from './gate.ts';
import { LlmError, llmError } from './llm-error.ts';
import { type CallAccount, type CallOutcome, recordCall } from './record-call.ts';
import { createServerWatch, type ServerWatch } from './server-watch.ts';
import { unitVectors, type Vectors } from './unit-vectors.ts';
import { believedCount, type CallUsage } from './usage.ts';

export type EmbedOptions = {
  readonly signal: AbortSignal;
  readonly onUsage?: (usage: CallUsage) => void;
};

export type EmbedOutcome =
  | { readonly outcome: 'embedded'; readonly vectors: Vectors }
  | ({ readonly outcome: 'failed' } & Pick<LlmError, 'type' | 'retryAfterMs' | 'isRetriable' | 'isRefusal'>);

/** An embedding model whose every call is counted exactly once. */
export type Embedder = {
  readonly name: string;
  /** Texts of one call at most. */
  batchSize(): Promise<number>;
  /** One vector a text, in their order. Without a place at the provider it fails as `rate_limited`. */
  embed(texts: readonly string[], options: EmbedOptions): Promise<EmbedOutcome>;
  /** False while the server is known to be away; then true for one caller every few seconds. */
  mayAsk(): boolean;
  /** Of the vectors that it gave last; null before the first ones. */
  dimensions(): number | null;
};

type EmbedderDeps = CallAccount & { model: Embed; gate: Gate; pauseMs?: number };

const BATCH_MAX = 64;
const NO_PLACE = new LlmError('rate_limited', { retryAfterMs: 1000 });
/** Who refuses no more than this refuses it for no length: the model itself cannot be used. */
const SHORT_BYTES = 200;
/** How long a server that is away is left alone by those who can do without. */
const PAUSE_MS = 5000;
/** Failures of the server, whatever it was asked. */
const AWAY: readonly LlmErrorType[] = ['timeout', 'network', 'server', 'auth'];

export function createEmbedder({ model, gate, pauseMs = PAUSE_MS, ...account }: EmbedderDeps): Embedder {
  const watch = createServerWatch({ pauseMs, now: () => performance.now() });
  let dimensions: number | null = null;
  return {
    name: account.name,
    mayAsk: () => watch.mayAsk(),
    dimensions: () => dimensions,
    batchSize: async () => Math.min(BATCH_MAX, (await model.batchMax()) ?? BATCH_MAX),
    async embed(texts, options) {
      const leave = await gate.enter(options.signal).catch(noPlace);
      if (!leave) return failed(NO_PLACE);
      try {
        const embedded = await embed(model, account, texts, options);
        note(watch, embedded);
        if (embedded.outcome === 'embedded') dimensions = embedded.vectors.dimensions;
        return embedded;
      } finally {
        leave();
      }
    },
  };
}

function note(watch: ServerWatch, embedded: EmbedOutcome): void {
  if (embedded.outcome === 'embedded') watch.answered();
  else if (AWAY.includes(embedded.type)) watch.failed();
}

function failed({ type, retryAfterMs, isRetriable, isRefusal }: LlmError): EmbedOutcome {
  return { outcome: 'failed', type, retryAfterMs, isRetriable, isRefusal };
}

function noPlace(failure: unknown): null {
  if (failure instanceof AppError) return null;
  throw failure; // the caller left
}

async function embed(
  model: Embed,
  account: CallAccount,
  texts: readonly string[],
  { signal, onUsage }: EmbedOptions,
): Promise<EmbedOutcome> {
  const startedAt = performance.now();
  const span = startModelSpan(account.name, 'embedding');
  let failure: LlmError | null = null;
  let reported: number | undefined;
  try {
    const answer = await span.run(() => model.embed(texts, signal));
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
    const tokens = tokensOf(account, texts, { reported, failure });
    const isOfText = failure?.isRefusal === true && Buffer.byteLength(texts.join('')) > SHORT_BYTES;
    const usage = recordCall(account, { operation: 'embedding', seconds, failure, isOfText, tokens });
    onUsage?.(usage);
  }
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
