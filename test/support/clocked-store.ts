import type { Documents } from '../../src/documents/documents.ts';
import type { IngestQueue } from '../../src/documents/ingest-queue.ts';

/** A new, empty store whose time stands still but for `wait`. */
export type ClockedStore = {
  queue: Pick<IngestQueue, 'claim' | 'advance' | 'fail' | 'release' | 'releaseAll'>;
  documents: Pick<Documents, 'admit' | 'remove'>;
  wait(ms: number): Promise<void>;
  dispose(): Promise<void>;
};

export type OpenClockedStore = () => Promise<ClockedStore>;
