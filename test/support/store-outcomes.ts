import type { Admitted, DocumentPage, Documents } from '../../src/documents/documents.ts';
import { answered, type StoreFailure } from '../../src/documents/store-failure.ts';

/** What was taken in. @throws Error when it was not. */
export function admitted(admission: Awaited<ReturnType<Documents['admit']>>): Admitted {
  const outcome = answered(admission);
  if (!('document' in outcome)) throw new Error(`Not taken in: ${outcome.outcome}`);
  return outcome;
}

/** What was claimed. @throws Error when there was nothing. */
export function claimed<J extends object>(claim: J | null | StoreFailure): J {
  if (claim === null || typeof claim === 'string') throw new Error(`Nothing was claimed: ${claim}`);
  return claim;
}

/** A page of a list. @throws Error for a foreign cursor. */
export function page(listed: DocumentPage | 'foreign_cursor'): DocumentPage {
  if (listed === 'foreign_cursor') throw new Error('The cursor is not of this list');
  return listed;
}
