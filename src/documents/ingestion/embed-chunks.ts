import { setTimeout as after } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Embedder } from '../../llm/embedder.ts';
import type { EmbedOutcome } from '../../llm/metered-embed.ts';
import { deadline } from '../../within.ts';
import type { Chunk } from '../document.ts';
import type { ChunkVectors } from '../ingest-queue.ts';

type EmbedOptions = {
  readonly documentId: string;
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

/** `endsAt`: when no further try is begun. */
type Way = Pick<EmbedOptions, 'signal' | 'payer'> & { readonly endsAt: number };

type EmbedChunksDeps = {
  embedder: Embedder;
  /** Longest time for one batch, ms. */
  timeoutMs: number;
  /** Before the second try of a batch, ms; twice as long before each further one. */
  pauseMs?: number;
  /** What is kept of unfinished documents, bytes. */
  keptMaxBytes?: number;
  brieflyMs?: number;
};

const TRIES = 4;
const REJECTIONS_MAX = 3;
const PAUSE_MS = 500;
const PAUSE_MAX_MS = 30_000;
/** As long as a parser has. */
const BRIEFLY_MS = 12_000;
/** Longest time before a spent budget is asked again. */
const EXHAUSTED_MAX_MS = 60_000;
const KEPT_MAX_BYTES = 64 * 1024 * 1024;

/** Vectors of a document's first chunks. */
type PartialVectors = { readonly vectors: ChunkVectors; readonly chunks: number; done: number };

/**
 * Embeds the chunks of a document batch by batch. Some servers take 10 texts a batch, some 32, and say so only by refusing
 * more: a refused batch is halved, down to one chunk, and the size that works is remembered. Rejects with the signal's
 * reason when it aborts.
 */
export function createEmbedChunks({
  embedder,
  timeoutMs,
  pauseMs = PAUSE_MS,
  keptMaxBytes = KEPT_MAX_BYTES,
  brieflyMs = BRIEFLY_MS,
}: EmbedChunksDeps): EmbedChunks {
  const kept = new LRUCache<string, PartialVectors>({
    maxSize: keptMaxBytes,
    sizeCalculation: ({ vectors }) => Math.max(1, vectors.values.byteLength),
  });
  let learntSize = Number.POSITIVE_INFINITY;

  return async function embedChunks(chunks, { documentId, signal, payer, effort, onProgress }) {
    const thorough = effort === 'thoroughly';
    const endsAt = thorough ? Number.POSITIVE_INFINITY : performance.now() + brieflyMs;
    const way = { signal, payer, endsAt };
    if (thorough ? !embedder.mayAsk() : embedder.isAway()) return { outcome: 'unavailable' };
    let partial = partialOf(documentId, chunks);
    let size = Math.min(learntSize, await embedder.batchSize());
    let rejections = 0;
    let learnsSize = true;
    for (let start = partial?.done ?? 0; start < chunks.length; ) {
      if (performance.now() >= endsAt) return { outcome: 'unavailable' };
      const texts = chunks.slice(start, start + size).map(({ text }) => text);
      const embedded = await embedWithRetries(texts, way);
      if (embedded.outcome === 'embedded') {
        partial = withBatch(partial, chunks, start, embedded.vectors);
        if (!partial) return forget(documentId);
        kept.set(documentId, partial);
        start = partial.done;
        rejections = 0;
        await onProgress?.(start / chunks.length);
      } else if (embedded.outcome === 'exhausted') {
        if (embedded.retryAfterMs !== null || texts.length === 1) return exhausted(embedded.retryAfterMs);
        learnsSize = false;
        size = Math.ceil(texts.length / 2); // more than the whole budget: piece by piece it may fit
      } else if (!embedded.isRejection && !(thorough && (await answersOthers(way)))) {
        return { outcome: 'unavailable' };
      } else if (texts.length > 1) {
        size = Math.ceil(texts.length / 2);
      } else {
        learnsSize = false; // a batch of one that was refused says nothing about batch sizes
        if (++rejections < REJECTIONS_MAX) await pause(pauseMs, signal);
        else
          return (await answersOthers(way)) ? { outcome: 'refused', model: embedder.name } : { outcome: 'unavailable' };
      }
    }
    if (learnsSize) learntSize = size;
    kept.delete(documentId);
    return partial ? { outcome: 'embedded', vectors: partial.vectors } : { outcome: 'unavailable' };
  };

  function partialOf(documentId: string, chunks: readonly Chunk[]): PartialVectors | null {
    const partial = kept.get(documentId);
    return partial && partial.chunks === chunks.length ? partial : null;
  }

  /** Null where the server has changed its model under way. */
  function withBatch(
    partial: PartialVectors | null,
    { length }: readonly Chunk[],
    start: number,
    { dimensions, values }: Pick<ChunkVectors, 'dimensions' | 'values'>,
  ): PartialVectors | null {
    const vectors = partial?.vectors ?? {
      model: embedder.name,
      dimensions,
      values: new Float32Array(length * dimensions),
    };
    if (vectors.dimensions !== dimensions) return null;
    vectors.values.set(values, start * dimensions);
    return { vectors, chunks: length, done: start + values.length / dimensions };
  }

  function forget(documentId: string): EmbeddedChunks {
    kept.delete(documentId);
    return { outcome: 'unavailable' };
  }

  /** Tells a document that cannot be embedded from a server that embeds nothing. */
  async function answersOthers(way: Way): Promise<boolean> {
    return (await embedOnce(['probe'], way)).outcome === 'embedded';
  }

  async function embedWithRetries(texts: readonly string[], way: Way): Promise<EmbedOutcome> {
    for (let tries = 1; ; tries++) {
      const embedded = await embedOnce(texts, way);
      way.signal.throwIfAborted();
      if (embedded.outcome !== 'failed' || tries === TRIES || !embedded.isRetriable) return embedded;
      const waitMs = embedded.retryAfterMs ?? pauseMs * 2 ** (tries - 1) * (1 + Math.random());
      if (performance.now() + waitMs >= way.endsAt) return embedded;
      await pause(waitMs, way.signal);
    }
  }

  async function embedOnce(texts: readonly string[], { signal, payer }: Way): Promise<EmbedOutcome> {
    using late = deadline(timeoutMs, signal);
    return await embedder.embed(texts, { signal: late.signal, payer });
  }
}

/** There may be room sooner than was said: calls under way give back what they do not use. */
function exhausted(retryAfterMs: number | null): EmbeddedChunks {
  return { outcome: 'exhausted', retryAfterMs: Math.min(retryAfterMs ?? EXHAUSTED_MAX_MS, EXHAUSTED_MAX_MS) };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await after(Math.min(ms, PAUSE_MAX_MS), undefined, { signal }).catch(() => signal.throwIfAborted());
}
