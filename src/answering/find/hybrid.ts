import type { PassageIndex, SimilarPassages } from '../../documents/passage-index.ts';
import type { CallScope } from '../ask.ts';
import type { RankedPassage } from '../rank/rank.ts';
import type { EmbedQuery } from './embed-query.ts';
import { fuse } from './fuse.ts';
import type { Retrieve, RetrieveRequest } from './retrieve.ts';

type HybridDeps = { byWords: Retrieve; store: Pick<PassageIndex, 'similar'>; embedQuery: EmbedQuery };

/** Passages of each ranking that go into the fusion. */
const FUSED_PASSAGES = 50;
/** Every passage is a bit similar to any question: only those count that stand out at least half as far as the best one. */
const STANDING_OUT = 0.5;

/** Finds passages by their words and by their meaning at once, fused by reciprocal rank; by words alone where there is no vector. */
export function createHybrid({ byWords, store, embedQuery }: HybridDeps): Retrieve {
  return async function retrieve(request, scope) {
    const lexical = await byWords({ ...request, maxResults: Math.max(request.maxResults, FUSED_PASSAGES) }, scope);
    const holdsNothing = lexical.corpus.completedDocuments === 0; // then a paid vector would be compared with nothing
    const similar = holdsNothing ? [] : await similarPassages(request, scope);
    return { ...lexical, passages: fuse([lexical.passages, similar]).slice(0, request.maxResults) };
  };

  async function similarPassages(request: RetrieveRequest, scope: CallScope): Promise<RankedPassage[]> {
    const vector = await embedQuery(request.query, scope);
    if (!vector) return [];
    const { owner, documentIds } = request;
    return standingOut(await store.similar({ owner, documentIds, vector, limit: FUSED_PASSAGES }));
  }
}

/** How far each passage stands out from unrelated documents, 0–1: models differ widely in the similarity of unrelated texts. */
function standingOut({ passages, background }: SimilarPassages): RankedPassage[] {
  const ranked = passages.map(({ cosine, ...passage }) => {
    const relevance = Math.max(0, (cosine - background) / (1 - background));
    return { ...passage, score: 0, relevance, similarity: relevance };
  });
  return ranked.filter(({ relevance }) => relevance > 0 && relevance >= STANDING_OUT * (ranked[0]?.relevance ?? 0));
}
