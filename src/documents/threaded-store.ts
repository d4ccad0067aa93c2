import { AppError } from '../errors.ts';
import type { Owner } from '../limits/caller.ts';
import { DeadlineError } from '../within.ts';
import type { Copying } from './copying/copying.ts';
import type { Document } from './document.ts';
import type { DocumentStore } from './document-store.ts';
import type { Documents } from './documents.ts';
import type { IngestQueue } from './ingest-queue.ts';
import type { PassageIndex } from './passage-index.ts';
import { StoreBusyError, type StoreFailure } from './store-failure.ts';
import type { StoreFigures } from './store-figures.ts';
import type { Thread } from './thread.ts';

/** A call of a port as a thread answers it: failures of the store are thrown there, as AppError `overloaded` and `quota_exceeded`. */
type Answer<F extends (...args: never[]) => Promise<unknown>> = Exclude<Awaited<ReturnType<F>>, StoreFailure>;
type Call<F extends (...args: never[]) => Promise<unknown>> = (
  ...args: Parameters<F>
) => Answer<F> | Promise<Answer<F>>;
type OwnCalls = { ping(): unknown; close(): unknown };

export type WriterCalls = { [K in keyof IngestQueue]: Call<IngestQueue[K]> } & {
  [K in 'admit' | 'remove']: Call<Documents[K]>;
} & OwnCalls;

export type ReaderCalls = { [K in keyof PassageIndex]: Call<PassageIndex[K]> } & {
  [K in keyof Copying]: Call<Copying[K]>;
} & {
  [K in 'get' | 'getMany' | 'list' | 'text']: Call<Documents[K]>;
} & OwnCalls & {
    /** The document, if its original is kept. */
    kept(owner: Owner, id: string): Document | null | Promise<Document | null>;
    /** Part n of the original; null past the last one, or when the document is gone. */
    filePart(owner: Owner, id: string, n: number): Uint8Array | null | Promise<Uint8Array | null>;
    figures(): StoreFigures | Promise<StoreFigures>;
  };

/** Bytes of a piece of an original: what each download under way holds in memory, and no more. */
export const FILE_PART_BYTES = 64 * 1024;

/** Whose turn the service's own calls take. They are few: one at a time for each document that is worked on. */
export const SERVICE = 'service';

type Threads = { writer: Thread<WriterCalls>; reader: () => Thread<ReaderCalls> };

/** The ports of an engine that runs in threads, so that nothing of it holds the main one. */
export function threadedStore({ writer, reader }: Threads): Omit<DocumentStore, 'close'> {
  return {
    documents: {
      admit: (owner, upload) => outcomeOf(writer.call(owner, 'admit', owner, upload)),
      get: (owner, id) => readOf(reader().call(owner, 'get', owner, id)),
      getMany: (owner, ids) => readOf(reader().call(owner, 'getMany', owner, ids)),
      list: (owner, query) => readOf(reader().call(owner, 'list', owner, query)),
      text: (owner, id, start, end) => readOf(reader().call(owner, 'text', owner, id, start, end)),
      remove: (owner, id) => outcomeOf(writer.call(owner, 'remove', owner, id)),
    },
    ingestQueue: {
      claim: (worker, leaseMs) => outcomeOf(writer.call(SERVICE, 'claim', worker, leaseMs)),
      advance: (job, step) => outcomeOf(writer.call(SERVICE, 'advance', job, step)),
      complete: (job, content) => outcomeOf(writer.call(SERVICE, 'complete', job, content)),
      fail: (job, failure) => outcomeOf(writer.call(SERVICE, 'fail', job, failure)),
      release: (job) => outcomeOf(writer.call(SERVICE, 'release', job)),
      holders: () => outcomeOf(writer.call(SERVICE, 'holders')),
      releaseAll: (worker, how) => outcomeOf(writer.call(SERVICE, 'releaseAll', worker, how)),
      claimEmbedding: (...claim) => outcomeOf(writer.call(SERVICE, 'claimEmbedding', ...claim)),
      renewEmbedding: (job, leaseMs) => outcomeOf(writer.call(SERVICE, 'renewEmbedding', job, leaseMs)),
      embed: (job, vectors) => outcomeOf(writer.call(SERVICE, 'embed', job, vectors)),
      keepVectors: (job, batch) => outcomeOf(writer.call(SERVICE, 'keepVectors', job, batch)),
      keptVectors: (...of) => outcomeOf(writer.call(SERVICE, 'keptVectors', ...of)),
      releaseEmbedding: (job) => outcomeOf(writer.call(SERVICE, 'releaseEmbedding', job)),
      postponeEmbedding: (job, afterMs) => outcomeOf(writer.call(SERVICE, 'postponeEmbedding', job, afterMs)),
      refuseEmbedding: (job, model) => outcomeOf(writer.call(SERVICE, 'refuseEmbedding', job, model)),
    },
    passageIndex: {
      search: (query) => readOf(reader().call(query.owner, 'search', query)),
      similar: (query) => readOf(reader().call(query.owner, 'similar', query)),
      lacksVectors: (model) => readOf(reader().call(SERVICE, 'lacksVectors', model)),
    },
    copying: {
      placesAfter: (after, limit) => readOf(reader().call(SERVICE, 'placesAfter', after, limit)),
      partsOf: (owner, id) => readOf(reader().call(SERVICE, 'partsOf', owner, id)),
    },
    originals: {
      async read(owner, id) {
        const document = await readOf(reader().call(owner, 'kept', owner, id));
        return document && { document, bytes: pieces(reader, document) };
      },
    },
    figures: () => readOf(reader().call(SERVICE, 'figures')),
    async ping() {
      await Promise.all([writer.call(SERVICE, 'ping'), reader().call(SERVICE, 'ping')]);
    },
  };
}

/** Closes what the threads have open, then ends them. */
export async function endThreads(threads: readonly Thread<OwnCalls>[]): Promise<void> {
  const running = threads.filter((each) => each.running());
  await Promise.allSettled(running.map((each) => each.call(SERVICE, 'close')));
  await Promise.all(running.map((each) => each.end()));
}

/** The outcome of a call that writes. */
export async function outcomeOf<T>(call: Promise<T>): Promise<T | StoreFailure> {
  return call.catch((error) => {
    if (isBusy(error)) return 'busy';
    if (error instanceof AppError && error.code === 'quota_exceeded') return 'disk_full';
    throw error;
  });
}

/** What a call reads. @throws StoreBusyError. */
export async function readOf<T>(call: Promise<T>): Promise<T> {
  return call.catch((error) => {
    throw isBusy(error) ? new StoreBusyError(error) : error;
  });
}

/** The call's turn did not come, it ran on past its deadline, or another process held the lock. */
function isBusy(error: unknown): boolean {
  return error instanceof DeadlineError || (error instanceof AppError && error.code === 'overloaded');
}

async function* pieces(reader: () => Thread<ReaderCalls>, { owner, id, bytes }: Document): AsyncGenerator<Uint8Array> {
  for (let n = 0, left = bytes; left > 0; n++) {
    const part = await readOf(reader().call(owner, 'filePart', owner, id, n));
    if (!part) throw new AppError('not_found', 'The document was deleted while it was being read.');
    left -= part.length;
    for (let at = 0; at < part.length; at += FILE_PART_BYTES) yield part.subarray(at, at + FILE_PART_BYTES); // older rows are larger
  }
}
