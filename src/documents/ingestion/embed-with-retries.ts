import { setTimeout as after } from 'node:timers/promises';
import type { Embedder } from '../../llm/embedder.ts';
import type { EmbedOutcome } from '../../llm/metered-embed.ts';
import { deadline } from '../../within.ts';

/** On what terms a batch is embedded. `endsAt`: when no further try is begun, on the clock of `now`. */
export type EmbedTerms = {
  readonly signal: AbortSignal;
  /** The key whose budgets pay; null: the service's own. */
  readonly payer: string | null;
  readonly endsAt: number;
};

type EmbedWithRetriesDeps = {
  embedder: Pick<Embedder, 'embed'>;
  /** Longest time for one batch, ms. */
  timeoutMs: number;
  /** Before the second try of a batch, ms; twice as long before each further one. */
  pauseMs: number;
  /** Milliseconds that only go forward. */
  now: () => number;
};

const TRIES = 4;
const PAUSE_MAX_MS = 30_000;

/** Embeds one batch, and tries again as long as that may help. Rejects with the signal's reason when it aborts. */
export function createEmbedWithRetries({ embedder, timeoutMs, pauseMs, now }: EmbedWithRetriesDeps) {
  return {
    async embedWithRetries(texts: readonly string[], terms: EmbedTerms): Promise<EmbedOutcome> {
      for (let tries = 1; ; tries++) {
        const embedded = await embedOnce(texts, terms);
        terms.signal.throwIfAborted();
        if (embedded.outcome !== 'failed' || tries === TRIES || !embedded.isRetriable) return embedded;
        const waitMs = embedded.retryAfterMs ?? pauseMs * 2 ** (tries - 1) * (1 + Math.random());
        if (now() + waitMs >= terms.endsAt) return embedded;
        await pause(waitMs, terms.signal);
      }
    },
    /** Tells a document that cannot be embedded from a server that embeds nothing. */
    async answersOthers(terms: EmbedTerms): Promise<boolean> {
      return (await embedOnce(['probe'], terms)).outcome === 'embedded';
    },
  };

  async function embedOnce(texts: readonly string[], { signal, payer }: EmbedTerms): Promise<EmbedOutcome> {
    using late = deadline(timeoutMs, signal);
    return await embedder.embed(texts, { signal: late.signal, payer });
  }
}

/** Waits, not longer than a bound. Rejects with the signal's reason when it aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await after(Math.min(ms, PAUSE_MAX_MS), undefined, { signal }).catch(() => signal.throwIfAborted());
}
