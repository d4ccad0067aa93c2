import type { Embedder } from '../llm/embedder.ts';
import { deadline } from '../within.ts';
import type { CallScope } from './ask.ts';

/** A question as a vector of `model`, of length 1. */
export type QueryVector = { readonly model: string; readonly values: Float32Array };
/** Null where the model fails, is too slow or has no place: the words have to do. */
export type EmbedQuery = (query: string, scope: CallScope) => Promise<QueryVector | null>;

/** A question that waits longer than this for its vector is better off without. */
const PATIENCE_MS = 5000;

export function createEmbedQuery({ embedder }: { embedder: Embedder }): EmbedQuery {
  return async function embedQuery(query, { signal, onUsage }) {
    using patience = deadline(PATIENCE_MS, signal);
    const embedded = await embedder.embed([query], { signal: patience.signal, onUsage });
    return embedded.outcome === 'embedded' ? { model: embedder.name, values: embedded.vectors.values } : null;
  };
}
