import type { Copying } from './copying/copying.ts';
import type { Documents } from './documents.ts';
import type { IngestQueue } from './ingest-queue.ts';
import type { Originals } from './originals.ts';
import type { PassageIndex } from './passage-index.ts';
import type { StoreFigures } from './store-figures.ts';

/**
 * What an engine gives: ports over the same data. Completion and deletion are atomic over all of them: row, original
 * bytes, text, chunks and index agree after any kill.
 */
export type DocumentStore = {
  readonly documents: Documents;
  readonly ingestQueue: IngestQueue;
  readonly passageIndex: PassageIndex;
  readonly originals: Originals;
  readonly copying: Copying;
  /** What is held of all owners together; rejects when the store cannot answer. */
  figures(): Promise<StoreFigures>;
  /** Rejects when the store cannot answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
};
