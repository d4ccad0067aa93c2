import type { DocumentStore } from '../document-store.ts';
import { createAdmission } from './admission.ts';
import { createCompletion } from './completion.ts';
import { createDatabase, type DatabaseOptions } from './database.ts';
import { createDocumentsReader, isStorable } from './documents-reader.ts';
import { createEmbeddings } from './embeddings.ts';
import { outcomeOf } from './failures.ts';
import { createFigures } from './figures.ts';
import { migrate } from './migrate.ts';
import { createOriginalsReader } from './originals-reader.ts';
import { createQueue } from './queue.ts';
import { reach } from './reach.ts';
import { createRemoval } from './removal.ts';
import { createSearch } from './search.ts';
import { createSimilar } from './similar.ts';

const UNFINISHED_MAX = 50;
/** A database that is started together with the service takes a while. */
const STARTS_WITHIN_MS = 15_000;

export type PostgresStoreOptions = DatabaseOptions & {
  /** Bytes that one owner may keep: originals, texts, index and vectors. */
  storageMaxBytes: number;
  /** Documents of one owner that may be unfinished at a time. */
  unfinishedMax?: number;
  /** How long it is waited for. */
  startsWithinMs?: number;
};

/**
 * The engine for many processes: PostgreSQL 15 or newer, with tables of its own in the schema `docent`.
 * @throws Error when the database cannot be reached or was written by a newer version.
 */
export async function openPostgresStore(given: PostgresStoreOptions): Promise<DocumentStore> {
  const options = { unfinishedMax: UNFINISHED_MAX, startsWithinMs: STARTS_WITHIN_MS, ...given };
  const database = createDatabase(options);
  await reach(() => migrate(database), options.startsWithinMs).catch(async (error) => {
    await database.close();
    throw error;
  });
  const admit = createAdmission(database, options);
  const remove = createRemoval(database);
  const complete = createCompletion(database, options);
  const queue = createQueue(database);
  const { lacksVectors, ...embeddings } = createEmbeddings(database, options);

  return {
    documents: {
      ...createDocumentsReader(database),
      admit: (owner, upload) => outcomeOf(admit(owner, upload)),
      remove: async (owner, id) => (isStorable(id) ? outcomeOf(remove(owner, id)) : 'unknown'),
    },
    ingestQueue: {
      claim: (worker, leaseMs) => outcomeOf(queue.claim(worker, leaseMs)),
      advance: (job, step) => outcomeOf(queue.advance(job, step)),
      complete: (job, content) => outcomeOf(complete(job, content)),
      fail: (job, failure) => outcomeOf(queue.fail(job, failure)),
      release: (job) => outcomeOf(queue.release(job)),
      holders: () => outcomeOf(queue.holders()),
      releaseAll: (worker, how) => outcomeOf(queue.releaseAll(worker, how)),
      claimEmbedding: (model, dimensions, leaseMs) => outcomeOf(embeddings.claimEmbedding(model, dimensions, leaseMs)),
      embed: (job, vectors) => outcomeOf(embeddings.embed(job, vectors)),
      releaseEmbedding: (job) => outcomeOf(embeddings.releaseEmbedding(job)),
      postponeEmbedding: (job, afterMs) => outcomeOf(embeddings.postponeEmbedding(job, afterMs)),
      refuseEmbedding: (job, model) => outcomeOf(embeddings.refuseEmbedding(job, model)),
    },
    passageIndex: { search: createSearch(database), similar: createSimilar(database), lacksVectors },
    originals: createOriginalsReader(database),
    figures: createFigures(database, options.storageMaxBytes),
    async ping() {
      await database.read('ping', 'SELECT FROM libraries LIMIT 1');
    },
    close: () => database.close(),
  };
}
