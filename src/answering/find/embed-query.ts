import type { Embedder } from '../../llm/embedder.ts';
import { deadline } from '../../within.ts';
import type { CallScope } from '../ask.ts';

/** A question as a vector of `model`, of length 1. */
export type QueryVector = { readonly model: string; readonly values: Float32Array };
/** Null where the model fails, is too slow or has no slot: retrieval then goes by words alone. */
export type EmbedQuery = (query: string, scope: CallScope) => Promise<QueryVector | null>;

type EmbedQueryDeps = {
  embedder: Embedder;
  /** Milliseconds that only go forward. */
  now: () => number;
  waitMs?: number;
};

/** A question that waits longer than this for its vector, or than half of its time, is better off without. */
const WAIT_MS = 5000;

/** When one question's wait for a hanging server ends, so do the waits of the others, and the next ones do not ask. */
export function createEmbedQuery({ embedder, now, waitMs = WAIT_MS }: EmbedQueryDeps): EmbedQuery {
  let hanging = new AbortController();
  return async function embedQuery(query, { signal, endsAt, payer, onUsage }) {
    if (!embedder.mayAsk()) return null;
    const halfMs = Math.max(0, (endsAt - now()) / 2);
    using wait = deadline(Math.min(waitMs, halfMs), signal, hanging.signal);
    const embedded = await embedder.embed([query], { signal: wait.signal, payer, onUsage });
    if (embedded.outcome === 'embedded') return { model: embedder.name, values: embedded.vectors.values };
    if (embedded.outcome === 'failed' && embedded.type === 'timeout') {
      hanging.abort(new DOMException('The embedding server hangs', 'TimeoutError'));
      hanging = new AbortController();
    }
    return null;
  };
}
