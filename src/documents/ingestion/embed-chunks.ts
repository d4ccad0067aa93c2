import type { Embedder } from '../../llm/embedder.ts';
import type { Chunk } from '../document.ts';
import type { ChunkVectors } from '../ingest-queue.ts';
import { createEmbedWithRetries, pause } from './embed-with-retries.ts';
import { digestOf, type PaidVectors, withBatch } from './partial-vectors.ts';

type EmbedOptions = {
  /** Where its vectors are kept until it has all of them. */
  readonly paid: PaidVectors;
  readonly signal: AbortSignal;
  /** The key whose budgets pay; null: the service's own. */
  readonly payer: string | null;
  /**
   * `briefly`: others wait for their documents meanwhile. A server that is away is not asked, and no batch is begun after
   * `brieflyMs`. `thoroughly`: no time limit, and when the server fails without rejecting the text, a probe tells whether it
   * fails for this document alone.
   */
  readonly effort: 'briefly' | 'thoroughly';
  /** Told after each batch which share of the chunks has vectors, 0–1. */
  readonly onProgress?: (share: number) => Promise<void>;
};

/**
 * What came of embedding a document. `refused`: the server gives no vector for one of its chunks, and gives others.
 * `unavailable`: the server gives none to anybody; `exhausted`: the budget has no room for the next batch, to be asked
 * again after `retryAfterMs`. What came before is kept for the next try.
 */
export type EmbeddedChunks =
  | { readonly outcome: 'embedded'; readonly vectors: ChunkVectors }
  | { readonly outcome: 'refused'; readonly model: string }
  | { readonly outcome: 'unavailable' }
  | { readonly outcome: 'exhausted'; readonly retryAfterMs: number };

export type EmbedChunks = (chunks: readonly Chunk[], options: EmbedOptions) => Promise<EmbeddedChunks>;

type EmbedChunksDeps = {
  embedder: Embedder;
  /** Longest time for one batch, ms. */
  timeoutMs: number;
  /** Before the second try of a batch, ms; twice as long before each further one. */
  pauseMs?: number;
  brieflyMs?: number;
  /** Milliseconds that only go forward. */
  now?: () => number;
};

const REJECTIONS_MAX = 3;
const PAUSE_MS = 500;
/** As long as a parser has. */
const BRIEFLY_MS = 12_000;
/** Longest time before a spent budget is asked again. */
const EXHAUSTED_MAX_MS = 60_000;

/**
 * Embeds the chunks of a document batch by batch. Some servers take 10 texts a batch, some 32, and say so only by refusing
 * more: a refused batch is halved, down to one chunk, and the size that works is remembered. Rejects with the signal's
 * reason when it aborts.
 */
export function createEmbedChunks({
  embedder,
  timeoutMs,
  pauseMs = PAUSE_MS,
  brieflyMs = BRIEFLY_MS,
  now = () => performance.now(),
}: EmbedChunksDeps): EmbedChunks {
  const { embedWithRetries, answersOthers } = createEmbedWithRetries({ embedder, timeoutMs, pauseMs, now });
  let learntSize = Number.POSITIVE_INFINITY;

  return async function embedChunks(chunks, { paid, signal, payer, effort, onProgress }) {
    const thorough = effort === 'thoroughly';
    const endsAt = thorough ? Number.POSITIVE_INFINITY : now() + brieflyMs;
    const terms = { signal, payer, endsAt };
    if (thorough ? !embedder.mayAsk() : embedder.isAway()) return { outcome: 'unavailable' };
    const texts = digestOf(chunks);
    const before = await paid.load(embedder.name, texts);
    let partial = before && withBatch(null, { ...before, texts, start: 0 }, chunks.length);
    let size = Math.min(learntSize, await embedder.batchSize());
    let rejections = 0;
    let learnsSize = true;
    for (let start = partial?.done ?? 0; start < chunks.length; ) {
      if (now() >= endsAt) return { outcome: 'unavailable' };
      const batch = chunks.slice(start, start + size).map(({ text }) => text);
      const embedded = await embedWithRetries(batch, terms);
      if (embedded.outcome === 'embedded') {
        const made = { model: embedder.name, ...embedded.vectors, start, texts };
        await paid.keep(made);
        partial = withBatch(partial, made, chunks.length);
        if (!partial) return { outcome: 'unavailable' };
        start = partial.done;
        rejections = 0;
        await onProgress?.(start / chunks.length);
      } else if (embedded.outcome === 'exhausted') {
        if (embedded.retryAfterMs !== null || batch.length === 1) return exhausted(embedded.retryAfterMs);
        learnsSize = false;
        size = Math.ceil(batch.length / 2); // more than the whole budget: piece by piece it may fit
      } else if (!embedded.isRejection && !(thorough && (await answersOthers(terms)))) {
        return { outcome: 'unavailable' };
      } else if (batch.length > 1) {
        size = Math.ceil(batch.length / 2);
      } else {
        learnsSize = false; // a batch of one that was refused says nothing about batch sizes
        if (++rejections < REJECTIONS_MAX) await pause(pauseMs, signal);
        else
          return (await answersOthers(terms))
            ? { outcome: 'refused', model: embedder.name }
            : { outcome: 'unavailable' };
      }
    }
    if (learnsSize) learntSize = size;
    return partial ? { outcome: 'embedded', vectors: partial.vectors } : { outcome: 'unavailable' };
  };
}

/** There may be room sooner than was said: calls under way give back what they do not use. */
function exhausted(retryAfterMs: number | null): EmbeddedChunks {
  return { outcome: 'exhausted', retryAfterMs: Math.min(retryAfterMs ?? EXHAUSTED_MAX_MS, EXHAUSTED_MAX_MS) };
}
