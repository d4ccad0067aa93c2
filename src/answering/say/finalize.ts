import type { Documents } from '../../documents/documents.ts';
import type { Owner } from '../../limits/caller.ts';
import type { Answer, Citation, RefusalReason } from '../ask.ts';
import { MARK } from '../proof/marks.ts';
import type { Statement } from '../proof/statements.ts';
import { citeClaims } from './cite.ts';
import type { Generated } from './generate.ts';

/** What the caller is told in the end: the answer with its citations, or why there is none. */
export type Finalized = Pick<Answer, 'text' | 'refusal' | 'statements' | 'citations' | 'closest'>;

/** The fixed sentence that a refusal shows as its answer. */
const REFUSALS: Readonly<Record<RefusalReason, string>> = {
  no_documents: 'There are no documents to answer from yet.',
  documents_still_processing: 'The documents are still being processed. Ask again in a moment.',
  not_in_documents: 'The documents do not answer this question.',
  ungrounded: 'No answer could be given that the documents support.',
  model_refused: 'The language model declined to answer this question.',
};

/**
 * Parts the retrieved passages into those that the answer names and the others. An answer that rests on a document that was
 * deleted meanwhile is refused.
 */
export async function finalize(
  store: Pick<Documents, 'getMany'>,
  owner: Owner,
  sources: readonly Citation[],
  { text, refusal: refused, statements }: Generated,
): Promise<Finalized> {
  const named = new Set(statements.flatMap(({ citations }) => citations));
  const existing = await existingDocuments(store, owner, sources);
  const exists = ({ passage }: Citation) => existing.has(passage.documentId);
  const isLost = sources.some((source) => named.has(source.n) && !exists(source));
  const refusal = refused ?? (isLost ? 'not_in_documents' : null);
  const left = sources.filter(exists);
  if (refusal) return { text: REFUSALS[refusal], refusal, statements: [], citations: [], closest: left };
  return {
    text,
    refusal,
    statements,
    citations: citeClaims(sources, claimsOf(text, statements)).filter(({ n }) => named.has(n)),
    closest: left.filter(({ n }) => !named.has(n)),
  };
}

/** What each passage is named for, in words. */
function claimsOf(text: string, statements: readonly Statement[]): Map<number, string[]> {
  const claims = new Map<number, string[]>();
  for (const { start, end, citations } of statements) {
    const claim = text
      .slice(start, end)
      .replaceAll(MARK, '')
      .replace(/\s+([.!?。！？])/g, '$1');
    for (const n of citations) claims.set(n, [...(claims.get(n) ?? []), claim]);
  }
  return claims;
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
