import type { PassageIndex } from '../documents/passage-index.ts';
import type { Find } from './find.ts';

type FindInLibraryDeps = {
  store: Pick<PassageIndex, 'search'>;
  /** Calls providers on the way. */
  find: Find;
  /** By words alone: asks nobody. */
  findByWords: Find;
};

/** Asks no model for other words where the searched documents hold nothing yet. */
export function createFindInLibrary({ store, find, findByWords }: FindInLibraryDeps): Find {
  return async function findInLibrary(ask, scope) {
    const { owner, documentIds } = ask;
    const { corpus } = await store.search({ owner, documentIds, terms: [], limit: 0 });
    return (corpus.completedDocuments === 0 ? findByWords : find)(ask, scope);
  };
}
