import { deadline } from '../within.ts';
import type { Ask, Citation } from './ask.ts';
import { citeAll } from './cite.ts';
import type { RetrieveInScope } from './find.ts';
import { type KnownDocuments, requireDocuments } from './require-documents.ts';

type SearchRequest = Pick<Ask, 'owner' | 'payer' | 'query' | 'maxResults' | 'documentIds' | 'signal'>;
/** The passages of a library that bear on a question, best first, each quoting its best sentence. */
export type SearchPassages = (request: SearchRequest) => Promise<Citation[]>;

type SearchPassagesDeps = {
  store: KnownDocuments;
  retrieve: RetrieveInScope;
  /** What an embedding model may take, where one is asked. */
  timeoutMs: number;
};

/** @throws AppError `not_found` for an unknown document; the signal's reason once the caller has left. */
export function createSearchPassages({ store, retrieve, timeoutMs }: SearchPassagesDeps): SearchPassages {
  return async function searchPassages({ signal, ...request }) {
    await requireDocuments(store, request);
    using late = deadline(timeoutMs, signal);
    const { payer } = request;
    const scope = { signal: late.signal, endsAt: performance.now() + timeoutMs, payer, onUsage: () => {} };
    const { question, passages } = await retrieve(request, scope);
    signal.throwIfAborted();
    return citeAll(question, passages);
  };
}
