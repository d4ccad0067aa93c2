import { randomUUID } from 'node:crypto';
import { AppError } from '../errors.ts';
import type { Owner } from '../limits/caller.ts';
import type { DocumentStore } from './document-store.ts';
import type { LooseObject, LooseObjects } from './loose-objects.ts';
import { MissingObjectError, type ObjectStore } from './object-store.ts';
import type { Originals } from './originals.ts';
import { answered } from './store-failure.ts';

/** Time for an upload to be written and its document made, ms: what is loose after that may be removed. */
const ANNOUNCED_MS = 60 * 60_000;

/**
 * The store with the originals of new documents in an object store; those in the database stay there. Object, then row;
 * row, then object: whatever dies in between leaves an object that the engine knows of, never a row without its file.
 */
export function originalsInObjects<S extends DocumentStore & { looseObjects: LooseObjects }>(
  store: S,
  objects: ObjectStore,
): DocumentStore {
  const { documents, originals, looseObjects } = store;

  async function discard(loose: readonly LooseObject[]): Promise<void> {
    await Promise.all(loose.map(({ key }) => objects.remove(key)));
    if (loose.length > 0) answered(await looseObjects.forget(loose));
  }

  return {
    ...store,
    documents: {
      ...documents,
      async admit(owner, upload) {
        const key = randomUUID();
        const announced = await looseObjects.announce(owner, key, ANNOUNCED_MS);
        if (announced !== 'announced') return announced;
        await objects.put(key, upload);
        const admitted = await documents.admit(owner, { ...upload, objectKey: key });
        const isUnknown = typeof admitted === 'string'; // it may still take effect
        const isTaken = !isUnknown && 'document' in admitted && admitted.document.objectKey === key;
        if (!isUnknown && !isTaken) await discard([{ owner, key }]).catch(() => {}); // what remains is removed in its time
        return admitted;
      },
      async remove(owner, id) {
        const outcome = await documents.remove(owner, id);
        if (outcome !== 'removed' && outcome !== 'unknown') return outcome;
        const left = await looseObjects.ofDocument(owner, id);
        await discard(left); // where it fails, the caller asks again, and finds what is left
        return left.length > 0 ? 'removed' : outcome;
      },
    },
    originals: {
      async read(owner, id) {
        const original = await originals.read(owner, id);
        const key = original?.document.objectKey;
        return original && key ? { ...original, bytes: bytesOf({ owner, id, key }) } : original;
      },
    },
    async close() {
      objects.close();
      await store.close();
    },
  };

  /** An object goes only after its row. */
  async function* bytesOf({ owner, id, key }: { owner: Owner; id: string; key: string }): Bytes {
    if (!(await documents.get(owner, id))) throw deleted();
    try {
      yield* objects.read(key);
    } catch (error) {
      throw error instanceof MissingObjectError && !(await documents.get(owner, id)) ? deleted() : error;
    }
  }
}

type Bytes = NonNullable<Awaited<ReturnType<Originals['read']>>>['bytes'] & AsyncGenerator<Uint8Array>;

function deleted(): AppError {
  return new AppError('not_found', 'The document was deleted while it was being read.');
}
