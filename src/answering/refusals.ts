import type { Corpus } from '../documents/passage-index.ts';
import type { RefusalReason } from './ask.ts';

/** What a caller reads in place of an answer. */
export const REFUSALS: Readonly<Record<RefusalReason, string>> = {
  no_documents: 'There are no documents to answer from yet.',
  documents_still_processing: 'The documents are still being processed. Ask again in a moment.',
  not_in_documents: 'The documents do not answer this question.',
  ungrounded: 'No answer could be given that the documents support.',
};

/** Why a question cannot even be put to a model; null: it can. */
export function refusalBefore(corpus: Corpus, passages: readonly unknown[]): RefusalReason | null {
  if (passages.length > 0) return null;
  if (corpus.completedDocuments > 0) return 'not_in_documents';
  return corpus.pendingDocuments > 0 ? 'documents_still_processing' : 'no_documents';
}
