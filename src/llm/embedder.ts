import { AppError } from '../errors.ts';
import type { LlmErrorType } from '../telemetry/instruments.ts';
import type { ConcurrencyLimiter } from './concurrency-limiter.ts';
import type { Embed } from './embed.ts';
import { LlmError } from './llm-error.ts';
import {
  type EmbedOptions,
  type EmbedOutcome,
  failedEmbedding,
  meteredEmbed,
  reserveEmbedding,
} from './metered-embed.ts';
import type { CallAccount } from './record-call.ts';
import type { ReservedCall } from './reserve-call.ts';
import { createServerWatch, type ServerWatch } from './server-watch.ts';
import { waitForSlot } from './wait-for-slot.ts';

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
/** How long a server that is away is left alone by those who can do without. */
const PAUSE_MS = 5000;
/** Failures of the server, whatever it was asked. */
const AWAY: readonly LlmErrorType[] = ['timeout', 'network', 'server', 'auth'];

export function createEmbedder({ model, limiter, pauseMs = PAUSE_MS, ...account }: EmbedderDeps): Embedder {
  const watch = createServerWatch({ pauseMs, now: account.now });
  let dimensions: number | null = null;
  return {
    name: account.name,
    mayAsk: () => watch.mayAsk(),
    isAway: () => watch.isAway(),
    dimensions: () => dimensions,
    batchSize: async () => Math.min(BATCH_MAX, (await model.batchMax()) ?? BATCH_MAX),
    async embed(texts, options) {
      const release = await waitForSlot(limiter, account.billing?.budget, options).catch(noSlot);
      if (!release) return failedEmbedding(NO_SLOT);
      try {
        const reserved = await reserveEmbedding(account, texts, options);
        if ('outcome' in reserved) return denied(reserved);
        const embedded = await meteredEmbed(model, { account, texts, options, reserved });
        note(watch, embedded);
        if (embedded.outcome === 'embedded') dimensions = embedded.vectors.dimensions;
        return embedded;
      } finally {
        release();
      }
    },
  };
}

function denied(answer: Exclude<Awaited<ReturnType<typeof reserveEmbedding>>, ReservedCall>): EmbedOutcome {
  if (answer.outcome === 'unavailable') return failedEmbedding(NO_SLOT);
  const { retryAfterSeconds } = answer;
  return { outcome: 'exhausted', retryAfterMs: retryAfterSeconds === null ? null : retryAfterSeconds * 1000 };
}

function note(watch: ServerWatch, embedded: EmbedOutcome): void {
  if (embedded.outcome === 'embedded') watch.answered();
  else if (embedded.outcome === 'failed' && AWAY.includes(embedded.type)) watch.failed();
}

function noSlot(failure: unknown): null {
  if (failure instanceof AppError) return null;
  throw failure; // the caller left
}
