import { parentPort, workerData } from 'node:worker_threads';
import { serveCalls } from '../thread-calls.ts';
import { createAdmission } from './admission.ts';
import { createCompletion } from './completion.ts';
import { createCopying } from './copying.ts';
import { createDatabase } from './database.ts';
import { createDocumentsReader } from './documents-reader.ts';
import { createEmbeddings } from './embeddings.ts';
import { createFigures } from './figures.ts';
import { createLooseObjects } from './loose-objects.ts';
import { migrate } from './migrate.ts';
import { createOriginalsReader } from './originals-reader.ts';
import { createPaidVectors } from './paid-vectors.ts';
import { createQueue } from './queue.ts';
import { reach } from './reach.ts';
import { createRemoval } from './removal.ts';
import { createSearch } from './search.ts';
import { createSimilar } from './similar.ts';

/** Entry of the store's threads: each can do everything, over connections of its own. */
export type PostgresWorkerData = {
  url: string;
  maxConnections: number;
  storageMaxBytes: number;
  unfinishedMax: number;
};
export type PostgresCalls = ReturnType<typeof postgresCalls>;

if (parentPort) serveCalls(postgresCalls(workerData));

function postgresCalls(options: PostgresWorkerData) {
  const database = createDatabase(options);
  return {
    migrate: (withinMs: number) => reach(() => migrate(database), withinMs),
    admit: createAdmission(database, options),
    remove: createRemoval(database),
    complete: createCompletion(database, options),
    ...createQueue(database),
    ...createEmbeddings(database, options),
    ...createPaidVectors(database),
    ...createDocumentsReader(database),
    ...createOriginalsReader(database),
    ...createLooseObjects(database),
    ...createCopying(database),
    search: createSearch(database),
    similar: createSimilar(database),
    figures: createFigures(database, options.storageMaxBytes),
    async ping(): Promise<void> {
      await database.read('ping', 'SELECT FROM libraries LIMIT 1');
    },
    close: () => database.close(),
  };
}
