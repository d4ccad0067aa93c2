import type { Embedder } from '../llm/embedder.ts';
import { deadline } from '../within.ts';
import type { CallScope } from './ask.ts';

/** A question as a vector of `model`, of length 1. */
export type QueryVector = { readonly model: string; readonly values: Float32Array };
/** Null where the model fails, is too slow or has no place: the words have to do. */
export type EmbedQuery = (query: string, scope: CallScope) => Promise<QueryVector | null>;

/** A question that waits longer than this for its vector, or than half of its time, is better off without. */
const PATIENCE_MS = 5000;

export function createEmbedQuery({ embedder }: { embedder: Embedder }): EmbedQuery {
  return async function embedQuery(query, { signal, endsAt, onUsage }) {
    const halfMs = Math.max(0, (endsAt - performance.now()) / 2);
    using patience = deadline(Math.min(PATIENCE_MS, halfMs), signal);
    const embedded = await embedder.embed([query], { signal: patience.signal, onUsage });
    return embedded.outcome === 'embedded' ? { model: embedder.name, values: embedded.vectors.values } : null;
  };
}
