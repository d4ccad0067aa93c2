import type { Documents } from '../documents/documents.ts';
import { AppError } from '../errors.ts';
import type { Ask } from './ask.ts';

export type KnownDocuments = Pick<Documents, 'getMany'>;

/** Another owner's document and none at all are the same to the caller. @throws AppError `not_found`. */
export async function requireDocuments(
  store: KnownDocuments,
  { owner, documentIds }: Pick<Ask, 'owner' | 'documentIds'>,
): Promise<void> {
  if (!documentIds?.length) return;
  const ids = new Set(documentIds);
  if ((await store.getMany(owner, [...ids])).length < ids.size)
    throw new AppError('not_found', 'document_ids names a document that does not exist.');
}
