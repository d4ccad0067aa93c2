import type { Documents } from '../../documents/documents.ts';
import type { PassageIndex } from '../../documents/passage-index.ts';
import type { Owner } from '../../limits/caller.ts';
import type { Ask, CallScope } from '../ask.ts';
import type { RankedPassage } from '../rank/rank.ts';
import type { DataPassage } from '../say/prompt.ts';
import { fuse } from './fuse.ts';
import type { Rerank } from './rerank.ts';
import type { Retrieve, Retrieved } from './retrieve.ts';
import type { Rewrite } from './rewrite.ts';

/** `queriesUsed`: the queries that found the passages, the caller's first. */
export type RetrievedEnhanced = Retrieved & { readonly queriesUsed: readonly string[] };
export type RetrieveEnhanced = (ask: Ask, scope: CallScope) => Promise<RetrievedEnhanced>;

type RetrieveEnhancedDeps = {
  retrieve: Retrieve;
  store: Pick<PassageIndex, 'search'>;
  documents: Pick<Documents, 'getMany' | 'list' | 'text'>;
  /** A provider's model; null: the passages are those of plain retrieval. */
  model: { rewrite: Rewrite; rerank: Rerank } | null;
};

/** Passages of each query that go into the fusion, and of the fusion that a model reads. */
const FUSED_PASSAGES = 50;
const RERANKED_PASSAGES = 20;
/** Documents whose beginnings a model is shown, and of each so much. */
const SAMPLED_DOCUMENTS = 3;
const SAMPLED_CHARS = 160;

/** Retrieval by several wordings of the question, fused by reciprocal rank, and reranked by the model. */
export function createRetrieveEnhanced({ retrieve, store, documents, model }: RetrieveEnhancedDeps): RetrieveEnhanced {
  return async function retrieveEnhanced(ask, scope) {
    const { query, enhance, maxResults } = ask;
    if (!model || !enhance || (await isEmpty(ask))) return { ...(await retrieve(ask, scope)), queriesUsed: [query] };
    const search = (text: string) =>
      retrieve({ ...ask, query: text, maxResults: Math.max(maxResults, FUSED_PASSAGES) }, scope);
    const count = enhance.rewrite ? enhance.queries - 1 : 0;
    const others =
      count === 0 ? [] : beginnings(ask).then((some) => model.rewrite({ query, count, beginnings: some }, scope));
    const [asked, reworded] = await Promise.all([search(query), others]);
    const alternatives = await Promise.all((reworded ?? []).map(search));
    const fused = fuse([asked, ...alternatives].map(({ passages }) => passages));
    const head = fused.slice(0, Math.max(maxResults, RERANKED_PASSAGES));
    const reranks = enhance.rerank && reworded !== null && head.length > 1; // a model that just failed is not asked again
    const ordered: readonly RankedPassage[] = reranks ? await model.rerank(query, head, scope) : head;
    const evidence = Math.max(...[asked, ...alternatives].map((found) => found.evidence));
    return { ...asked, evidence, passages: ordered.slice(0, maxResults), queriesUsed: [query, ...(reworded ?? [])] };
  };

  /** How a few of the documents asked begin: enough to tell their language. */
  async function beginnings({ owner, documentIds }: Ask): Promise<DataPassage[]> {
    const listed = documentIds ?? (await newest(owner));
    const some = await documents.getMany(owner, listed.slice(0, SAMPLED_DOCUMENTS));
    const texts = await Promise.all(some.map(({ id }) => documents.text(owner, id, 0, SAMPLED_CHARS)));
    return some.flatMap(({ filename }, at) => {
      const text = texts[at]?.text;
      return text === undefined ? [] : [{ filename, text, page: null }];
    });
  }

  async function newest(owner: Owner): Promise<string[]> {
    const page = await documents.list(owner, { limit: SAMPLED_DOCUMENTS, cursor: null, status: 'completed' });
    return page === 'foreign_cursor' ? [] : page.documents.map(({ id }) => id);
  }

  /** Nothing can be found in documents that are all unfinished: no model is paid for it. */
  async function isEmpty({ owner, documentIds }: Ask): Promise<boolean> {
    const { corpus } = await store.search({ owner, documentIds, terms: [], limit: 0 });
    return corpus.completedDocuments === 0;
  }
}
