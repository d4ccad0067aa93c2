import type { Ask, CallScope } from './ask.ts';
import type { Retrieved, RetrieveRequest } from './retrieve.ts';

/** Retrieval that may call a model on the way, within the question's scope. */
export type RetrieveInScope = (request: RetrieveRequest, scope: CallScope) => Promise<Retrieved>;

/** The passages an answer rests on, best first, at most `maxResults`; and the queries that found them, the caller's first. */
export type Found = Retrieved & { readonly queriesUsed: readonly string[] };
export type Find = (ask: Ask, scope: CallScope) => Promise<Found>;

/** The plain way: one query, ranked. */
export function createFind({ retrieve }: { retrieve: RetrieveInScope }): Find {
  return async function find({ owner, query, documentIds, maxResults }, scope) {
    return { ...(await retrieve({ owner, query, documentIds, maxResults }, scope)), queriesUsed: [query] };
  };
}
