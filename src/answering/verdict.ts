import type { Documents } from '../documents/documents.ts';
import type { Owner } from '../limits/caller.ts';
import type { Answer, Citation } from './ask.ts';
import { citeClaims } from './cite.ts';
import { documentsLeft } from './documents-left.ts';
import { REFUSALS } from './refusals.ts';
import type { Reply } from './reply.ts';

/** What a caller is finally told of what a model has said. */
export type Verdict = Pick<Answer, 'text' | 'refusal' | 'citations' | 'closest'>;

const CLOSEST_PASSAGES = 3;

/**
 * Lists the citations: of a model that writes those it names, of the extractive one every passage, in its order. What was
 * deleted meanwhile answers nothing: an answer that rests on it is refused.
 */
export async function verdict(
  store: Pick<Documents, 'getMany'>,
  owner: Owner,
  sources: readonly Citation[],
  { text, refusal: refused, claims, mode }: Reply,
): Promise<Verdict> {
  const cited = citeClaims(sources, claims).filter(({ n }) => mode === 'extractive' || claims.has(n));
  const left = await documentsLeft(store, owner, sources);
  const remains = ({ passage }: Citation) => left.has(passage.documentId);
  const refusal = refused ?? (cited.every(remains) ? null : 'not_in_documents');
  if (refusal === null) return { text, refusal, citations: cited, closest: [] };
  return {
    text: REFUSALS[refusal],
    refusal,
    citations: [],
    closest: sources.filter(remains).slice(0, CLOSEST_PASSAGES),
  };
}
