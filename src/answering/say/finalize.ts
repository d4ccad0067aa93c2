import type { Documents } from '../../documents/documents.ts';
import type { Owner } from '../../limits/caller.ts';
import type { Answer, Citation, RefusalReason } from '../ask.ts';
import { citeClaims } from './cite.ts';
import type { Generated } from './generate.ts';

/** What the caller is told in the end: the answer with its citations, or why there is none. */
export type Finalized = Pick<Answer, 'text' | 'refusal' | 'citations' | 'closest'>;

/** What a caller reads in place of an answer. */
const REFUSALS: Readonly<Record<RefusalReason, string>> = {
  no_documents: 'There are no documents to answer from yet.',
  documents_still_processing: 'The documents are still being processed. Ask again in a moment.',
  not_in_documents: 'The documents do not answer this question.',
  ungrounded: 'No answer could be given that the documents support.',
};

const CLOSEST_PASSAGES = 3;

/**
 * Lists the citations: those that a generative model names, all passages of the extractive one. An answer that rests on a
 * document that was deleted meanwhile is refused.
 */
export async function finalize(
  store: Pick<Documents, 'getMany'>,
  owner: Owner,
  sources: readonly Citation[],
  { text, refusal: refused, claims, mode }: Generated,
): Promise<Finalized> {
  const cited = citeClaims(sources, claims).filter(({ n }) => mode === 'extractive' || claims.has(n));
  const existing = await existingDocuments(store, owner, sources);
  const exists = ({ passage }: Citation) => existing.has(passage.documentId);
  const refusal = refused ?? (cited.every(exists) ? null : 'not_in_documents');
  if (refusal === null) return { text, refusal, citations: cited, closest: [] };
  return {
    text: REFUSALS[refusal],
    refusal,
    citations: [],
    closest: sources.filter(exists).slice(0, CLOSEST_PASSAGES),
  };
}

/** The documents that citations are from and that still exist: some may have been deleted while the answer was made. */
async function existingDocuments(
  store: Pick<Documents, 'getMany'>,
  owner: Owner,
  citations: readonly Citation[],
): Promise<ReadonlySet<string>> {
  const ids = [...new Set(citations.map(({ passage }) => passage.documentId))];
  return new Set((await store.getMany(owner, ids)).map(({ id }) => id));
}
