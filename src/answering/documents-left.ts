import type { Documents } from '../documents/documents.ts';
import type { Owner } from '../limits/caller.ts';
import type { Citation } from './ask.ts';

/** The documents that citations are from and that still exist: some may have been deleted while the answer was made. */
export async function documentsLeft(
  store: Pick<Documents, 'getMany'>,
  owner: Owner,
  citations: readonly Citation[],
): Promise<ReadonlySet<string>> {
  const ids = [...new Set(citations.map(({ passage }) => passage.documentId))];
  return new Set((await store.getMany(owner, ids)).map(({ id }) => id));
}
