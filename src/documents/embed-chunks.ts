import { setTimeout as after } from 'node:timers/promises';
import type { Embedder, EmbedOutcome } from '../llm/embedder.ts';
import type { LlmErrorType } from '../telemetry/instruments.ts';
import { deadline } from '../within.ts';
import type { Chunk } from './document.ts';
import type { ChunkVectors } from './document-store.ts';

type EmbedWay = {
  readonly signal: AbortSignal;
  /** Told after each batch which share of the chunks has vectors, 0–1. */
  readonly onProgress?: (share: number) => Promise<void>;
};

/** The vectors of all chunks, or null where the model fails for good: the document does without for now. */
export type EmbedChunks = (chunks: readonly Chunk[], way: EmbedWay) => Promise<ChunkVectors | null>;

type EmbedChunksDeps = {
  embedder: Embedder;
  /** Longest time for one batch, ms. */
  timeoutMs: number;
};

const TRIES = 4;
/** Before the second try; twice as long before each further one. */
const PAUSE_MS = 500;
const PAUSE_MAX_MS = 30_000;

/** Embeds the chunks of a document batch by batch. Rejects with the signal's reason when it aborts. */
export function createEmbedChunks({ embedder, timeoutMs }: EmbedChunksDeps): EmbedChunks {
  return async function embedChunks(chunks, { signal, onProgress }) {
    const batchSize = await embedder.batchSize();
    let all: ChunkVectors | null = null;
    for (let start = 0; start < chunks.length; start += batchSize) {
      const texts = chunks.slice(start, start + batchSize).map(({ text }) => text);
      const embedded = await embedPatiently(texts, signal);
      if (embedded.outcome === 'failed') return null;
      const { dimensions, values } = embedded.vectors;
      all ??= { model: embedder.name, dimensions, values: new Float32Array(chunks.length * dimensions) };
      if (all.dimensions !== dimensions) return null; // the server has changed its model under way
      all.values.set(values, start * dimensions);
      await onProgress?.(Math.min(1, (start + batchSize) / chunks.length));
    }
    return all;
  };

  async function embedPatiently(texts: readonly string[], signal: AbortSignal): Promise<EmbedOutcome> {
    for (let tries = 1; ; tries++) {
      const embedded = await embedOnce(texts, signal);
      signal.throwIfAborted();
      if (embedded.outcome === 'embedded' || tries === TRIES || !RETRIED.includes(embedded.type)) return embedded;
      const pauseMs = embedded.retryAfterMs ?? PAUSE_MS * 2 ** (tries - 1) * (1 + Math.random());
      await after(Math.min(pauseMs, PAUSE_MAX_MS), undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }

  async function embedOnce(texts: readonly string[], signal: AbortSignal): Promise<EmbedOutcome> {
    using late = deadline(timeoutMs, signal);
    return await embedder.embed(texts, { signal: late.signal });
  }
}

/** Any other failure would come again, or keep others waiting for as long as it already has. */
const RETRIED: readonly LlmErrorType[] = ['rate_limited', 'server', 'network'];
