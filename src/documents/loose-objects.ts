import type { Owner } from '../limits/caller.ts';
import type { StoreFailure } from './store-failure.ts';

/** An object of the object store that no document has. */
export type LooseObject = { readonly owner: Owner; readonly key: string };

/**
 * What an engine knows of objects that no document has, so that each is removed in the end and none that a document has
 * ever is. An object is announced before it is written; admission takes it over in the transaction that makes the row;
 * removal lets it go in the one that drops the row.
 */
export type LooseObjects = {
  /** After `withinMs` it may be removed, unless a document has it by then. */
  announce(owner: Owner, key: string, withinMs: number): Promise<'announced' | StoreFailure>;
  /** What a removed document has left. */
  ofDocument(owner: Owner, id: string): Promise<LooseObject[]>;
  /** Objects that are to be removed now; from here on no document can take one over. They come again until they are forgotten. */
  due(limit: number): Promise<LooseObject[] | StoreFailure>;
  /** They are removed. */
  forget(objects: readonly LooseObject[]): Promise<'forgotten' | StoreFailure>;
  /** Whether the original of any document lies in an object store. */
  isInUse(): Promise<boolean>;
};
