import type { CallScope } from './ask.ts';
import type { Find, RetrieveInScope } from './find.ts';
import { fuse } from './fuse.ts';
import type { RankedPassage } from './rank.ts';

/** Other ways to ask the same, at most `count`; null where the model failed. Rejects only once the caller has left. */
export type Rewrite = (query: string, count: number, scope: CallScope) => Promise<string[] | null>;
/** The passages in the order in which a model finds them useful. Unchanged where it is of no help. */
export type Rerank = (query: string, passages: readonly RankedPassage[], scope: CallScope) => Promise<RankedPassage[]>;

type FindEnhancedDeps = {
  retrieve: RetrieveInScope;
  /** A provider's model; null: neither is tried, and the passages are those of the plain way. */
  model: { rewrite: Rewrite; rerank: Rerank } | null;
};

/** Passages of each query that go into the fusion, and of the fusion that a model reads. */
const FUSED_PASSAGES = 50;
const RERANKED_PASSAGES = 20;

/** The enhanced way: several wordings of the question, fused by reciprocal rank, and reranked by the model. */
export function createFindEnhanced({ retrieve, model }: FindEnhancedDeps): Find {
  return async function findEnhanced(ask, scope) {
    const { owner, documentIds, query, enhance, maxResults } = ask;
    const search = (text: string) =>
      retrieve({ owner, documentIds, query: text, maxResults: Math.max(maxResults, FUSED_PASSAGES) }, scope);
    const others = enhance?.rewrite && model ? model.rewrite(query, enhance.queries - 1, scope) : [];
    const [asked, reworded] = await Promise.all([search(query), others]);
    const alternatives = await Promise.all((reworded ?? []).map(search));
    const fused = fuse([asked, ...alternatives].map(({ passages }) => passages));
    const head = fused.slice(0, Math.max(maxResults, RERANKED_PASSAGES));
    const reranks = enhance?.rerank && reworded !== null && head.length > 1; // a model that just failed is not asked again
    const ordered = reranks && model ? await model.rerank(query, head, scope) : head;
    return { ...asked, passages: ordered.slice(0, maxResults), queriesUsed: [query, ...(reworded ?? [])] };
  };
}
