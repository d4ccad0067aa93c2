import type { Corpus, PassageIndex } from '../documents/passage-index.ts';
import type { Owner } from '../limits/caller.ts';
import type { Instruments } from '../telemetry/instruments.ts';
import { inSpan } from '../telemetry/spans.ts';
import { type Question, searchTerms, weighQuestion } from './question.ts';
import { type RankedPassage, rank } from './rank.ts';

export type RetrieveDeps = { store: Pick<PassageIndex, 'search'>; instruments: Pick<Instruments, 'recordRetrieval'> };
export type RetrieveRequest = {
  readonly owner: Owner;
  readonly query: string;
  readonly documentIds: readonly string[] | null;
  readonly maxResults: number;
};

/** What was found: passages best first, the question weighed by the searched corpus, and the corpus' figures. */
export type Retrieved = {
  readonly question: Question;
  readonly passages: readonly RankedPassage[];
  readonly corpus: Corpus;
};
export type Retrieve = (request: RetrieveRequest) => Promise<Retrieved>;

/** The ranking sees this many candidates of the index; more than that BM25 has never brought to the top. */
const CANDIDATES = 50;

/** Finds the passages of an owner's library that answer a question, in the searched documents. */
export function createRetrieve({ store, instruments }: RetrieveDeps): Retrieve {
  return async function retrieve({ owner, query, documentIds, maxResults }) {
    const startedAt = performance.now();
    try {
      return await inSpan('retrieve', async () => {
        const search = { owner, terms: searchTerms(query), documentIds, limit: CANDIDATES };
        const { passages, corpus } = await store.search(search);
        const question = weighQuestion(query, corpus);
        return { question, passages: rank(question, passages, corpus).slice(0, maxResults), corpus };
      });
    } finally {
      instruments.recordRetrieval((performance.now() - startedAt) / 1000);
    }
  };
}
