import type { Documents } from '../../documents/documents.ts';
import type { Corpus, PassageIndex } from '../../documents/passage-index.ts';
import { AppError } from '../../errors.ts';
import type { Owner } from '../../limits/caller.ts';
import type { Instruments } from '../../telemetry/instruments.ts';
import { inSpan } from '../../telemetry/spans.ts';
import type { CallScope, RefusalReason } from '../ask.ts';
import { type Question, searchTerms, weighQuestion } from '../rank/question.ts';
import { type Ranking, rank } from '../rank/rank.ts';

export type RetrieveDeps = {
  store: Pick<PassageIndex, 'search'>;
  instruments: Pick<Instruments, 'recordRetrieval'>;
  /** Milliseconds that only go forward. */
  now: () => number;
};
export type RetrieveRequest = {
  readonly owner: Owner;
  readonly query: string;
  readonly documentIds: readonly string[] | null;
  readonly maxResults: number;
};

/**
 * What was found: passages best first, the evidence by words that they answer, whatever `maxResults` is, the question
 * weighed by the searched corpus, and the corpus' figures.
 */
export type Retrieved = Ranking & {
  readonly question: Question;
  readonly corpus: Corpus;
};
/** Finds the passages that answer a question, best first, at most `maxResults`; it may ask an embedding model on the way. */
export type Retrieve = (request: RetrieveRequest, scope: CallScope) => Promise<Retrieved>;

/** How many candidates the index gives to the ranking; a passage further down was never ranked first. */
const CANDIDATES = 50;

/** Retrieval by words alone: searches the index, then ranks what it gives. */
export function createRetrieve({ store, instruments, now }: RetrieveDeps): Retrieve {
  return async function retrieve({ owner, query, documentIds, maxResults }) {
    const startedAt = now();
    try {
      return await inSpan('retrieve', async () => {
        const searched = { owner, terms: searchTerms(query), documentIds, limit: CANDIDATES };
        const { passages, corpus } = await store.search(searched);
        const question = weighQuestion(query, corpus);
        const ranking = rank(question, passages, corpus);
        return { ...ranking, question, passages: ranking.passages.slice(0, maxResults), corpus };
      });
    } finally {
      instruments.recordRetrieval((now() - startedAt) / 1000);
    }
  };
}

/** Why a model need not be asked: there is nothing to answer from. Null: there is. */
export function refusalOf({ corpus, passages }: Retrieved): RefusalReason | null {
  if (passages.length > 0) return null;
  if (corpus.completedDocuments > 0) return 'not_in_documents';
  return corpus.pendingDocuments > 0 ? 'documents_still_processing' : 'no_documents';
}

/** Another owner's document and none at all are the same to the caller. @throws AppError `not_found`. */
export async function requireDocuments(
  documents: Pick<Documents, 'getMany'>,
  { owner, documentIds }: Pick<RetrieveRequest, 'owner' | 'documentIds'>,
): Promise<void> {
  if (!documentIds?.length) return;
  const ids = new Set(documentIds);
  if ((await documents.getMany(owner, [...ids])).length < ids.size)
    throw new AppError('not_found', 'document_ids names a document that does not exist.');
}
