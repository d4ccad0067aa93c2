import type { Documents } from '../documents/documents.ts';
import { deadline } from '../within.ts';
import type { Ask, Citation } from './ask.ts';
import { type Retrieve, requireDocuments } from './find/retrieve.ts';
import { citeAll } from './say/cite.ts';

type SearchRequest = Pick<Ask, 'owner' | 'payer' | 'query' | 'maxResults' | 'documentIds' | 'signal'>;
/** The owner's passages that are relevant to a question, best first, each quoting its best sentence. */
export type SearchPassages = (request: SearchRequest) => Promise<Citation[]>;

type SearchPassagesDeps = {
  store: Pick<Documents, 'getMany'>;
  retrieve: Retrieve;
  /** What an embedding model may take, where one is asked. */
  timeoutMs: number;
  /** Milliseconds that only go forward. */
  now: () => number;
};

/** @throws AppError `not_found` for an unknown document; the signal's reason once the caller has left. */
export function createSearchPassages({ store, retrieve, timeoutMs, now }: SearchPassagesDeps): SearchPassages {
  return async function searchPassages({ signal, ...request }) {
    await requireDocuments(store, request);
    using late = deadline(timeoutMs, signal);
    const { payer } = request;
    const scope = { signal: late.signal, endsAt: now() + timeoutMs, payer, onUsage: () => {} };
    const { question, passages } = await retrieve(request, scope);
    signal.throwIfAborted();
    return citeAll(question, passages);
  };
}
