import type { Ask, CallScope } from './ask.ts';
import type { Retrieve, Retrieved } from './retrieve.ts';

/** The passages an answer rests on, best first, at most `maxResults`; and the queries that found them, the caller's first. */
export type Found = Retrieved & { readonly queriesUsed: readonly string[] };
export type Find = (ask: Ask, scope: CallScope) => Promise<Found>;

/** The plain way: one query, ranked. */
export function createFind({ retrieve }: { retrieve: Retrieve }): Find {
  return async function find({ owner, query, documentIds, maxResults }) {
    return { ...(await retrieve({ owner, query, documentIds, maxResults })), queriesUsed: [query] };
  };
}
