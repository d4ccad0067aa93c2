import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { setTimeout as after } from 'node:timers/promises';
import { expect } from 'chai';
import type { Document, Extract } from '../../../src/documents/document.ts';
import type { DocumentStore } from '../../../src/documents/document-store.ts';
import type { IngestQueue } from '../../../src/documents/ingest-queue.ts';
import { createIndexing } from '../../../src/documents/ingestion/indexing.ts';
import { createIngestion, type Ingestion, type IngestionDeps } from '../../../src/documents/ingestion/ingestion.ts';
import type { Originals } from '../../../src/documents/originals.ts';
import { ParseError } from '../../../src/documents/parsing/parse-error.ts';
import type { ParseFile } from '../../../src/documents/parsing/parser.ts';
import { openSqliteStore } from '../../../src/documents/sqlite/sqlite-store.ts';
import { StoreBusyError } from '../../../src/documents/store-failure.ts';
import { eventually } from '../../support/eventually.ts';
import { admitted, claimed } from '../../support/store-outcomes.ts';
import { uploadFile } from '../../support/upload-file.ts';

const NEVER = new AbortController().signal;

describe('ingestion', () => {
  let folder: string;
  let store: DocumentStore;
  let running: Ingestion[];
  beforeEach(async () => {
    folder = await mkdtemp(`${tmpdir()}/docent-test-`);
    store = await openSqliteStore({ folder, storageMaxBytes: 1e9 });
    running = [];
  });
  afterEach(async () => {
    await Promise.all(running.map((ingestion) => ingestion.stop()));
    await store.close();
    await rm(folder, { recursive: true });
  });

  const start = (parse: (file: ParseFile) => Promise<Extract>, more: Partial<IngestionDeps> = {}): Ingestion => {
    const ingestion = createIngestion({
      documents: store.documents,
      queue: store.ingestQueue,
      originals: store.originals,
      parser: { parse },
      createIndexing,
      embedChunks: null,
      instruments: { recordDocumentIngested() {} },
      log: { info() {}, error() {} },
      worker: 'this',
      isDead: () => false,
      now: () => performance.now(),
      concurrency: 1,
      leaseMs: 30_000,
      ...more,
    });
    running.push(ingestion);
    return ingestion;
  };
  const admit = async (text: string): Promise<Document> =>
    admitted(await store.documents.admit('public', await uploadFile(folder, text, text))).document;
  const final = ({ id }: Document) => eventually(() => store.documents.get('public', id), isFinal);

  it('completes what was admitted, in the order it came', async () => {
    const order: string[] = [];
    const documents = [await admit('first'), await admit('second')];
    start(async (file) => {
      const text = await textOf(file);
      order.push(text);
      return { text, pageStarts: [0, 3] };
    });

    expect(await final(documents[1]!)).to.include({ status: 'completed', progress: 100, pages: 2, chunkCount: 2 });
    expect(await store.documents.get('public', documents[0]!.id)).to.include({ status: 'completed' });
    expect(order).to.deep.equal(['first', 'second']);
  });

  it('tries a failure that may pass three times in all, then says why', async () => {
    const document = await admit('bad luck');
    let attempts = 0;
    start(async () => {
      attempts++;
      throw new ParseError('corrupt_file', 'Not readable.', { retry: true });
    });

    expect(await final(document)).to.deep.include({
      status: 'failed',
      error: { code: 'corrupt_file', message: 'Not readable.' },
    });
    expect(attempts).to.equal(3);
  });

  it('does not try again what cannot succeed', async () => {
    const document = await admit('hopeless');
    let attempts = 0;
    start(async () => {
      attempts++;
      throw new ParseError('password_protected', 'It is locked.');
    });

    expect((await final(document))?.error?.code).to.equal('password_protected');
    expect(attempts).to.equal(1);
  });

  it('ends a document that no worker survived three times, without another try', async () => {
    const document = await admit('deadly');
    for (let death = 1; death <= 3; death++) await store.ingestQueue.claim('dead', 0);
    let attempts = 0;
    start((file) => {
      attempts++;
      return textParser(file);
    });

    expect(await final(await admit('behind'))).to.include({ status: 'completed' });
    expect(await final(document)).to.deep.include({
      status: 'failed',
      error: { code: 'internal', message: 'The document could not be processed.' },
    });
    expect(attempts).to.equal(1);
  });

  it('fails a file without text as no_text, and hides what is not meant for the caller', async () => {
    const blank = await admit('blank');
    const bug = await admit('bug');
    start(async (file) => {
      if ((await textOf(file)) === 'bug') throw new Error('secret path');
      return { text: ' \n\t', pageStarts: [] };
    });

    expect((await final(blank))?.error?.code).to.equal('no_text');
    expect((await final(bug))?.error).to.deep.equal({
      code: 'internal',
      message: 'The document could not be processed.',
    });
  });

  it('works on so many documents at once and no more', async () => {
    const documents = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(admit));
    let now = 0;
    let most = 0;
    start(
      async (file) => {
        most = Math.max(most, ++now);
        const text = await textOf(file);
        await eventually(
          () => most,
          (seen) => seen === 2,
        );
        now--;
        return { text, pageStarts: [] };
      },
      { concurrency: 2 },
    );

    for (const document of documents) await final(document);
    expect(most).to.equal(2);
  });

  it('hands a running job back when it stops, uncounted, and another goes on with it', async () => {
    const document = await admit('interrupted');
    const first = stuckParser();
    const ingestion = start(first.parse);
    await first.started;

    await ingestion.stop();

    expect(await store.documents.get('public', document.id)).to.include({ status: 'queued', progress: 0 });
    expect(claimed(await store.ingestQueue.claim('another', 1000)).attempts).to.equal(0);
  });

  it('ends a running job whose document is deleted here', async () => {
    const document = await admit('deleted here');
    const stuck = stuckParser();
    const ingestion = start(stuck.parse);
    await stuck.started;

    await store.documents.remove('public', document.id);
    ingestion.cancel(document.id);

    await stuck.aborted;
    expect(await final(await admit('next'))).to.include({ status: 'completed' });
  });

  it('ends a running job whose document was deleted by another process', async () => {
    const document = await admit('deleted elsewhere');
    const stuck = stuckParser();
    start(stuck.parse, { leaseMs: 300 });
    await stuck.started;

    await store.documents.remove('public', document.id);

    await stuck.aborted;
  });

  for (const call of ['claim', 'read', 'advance', 'complete'] as const)
    it(`goes on with a document, uncounted, once a store that is busy at ${call} works again`, async () => {
      let failures = 0;
      const jobs: number[] = [];
      const { ingestQueue: queue, originals } = store;
      /** Done, but too late for whoever asked. */
      const late = <A extends unknown[], R>(work: (...args: A) => Promise<R>) =>
        async function busyOnce(...args: A): Promise<R | 'busy'> {
          const result = await work(...args);
          return result && ++failures === 1 ? 'busy' : result;
        };
      const claim: IngestQueue['claim'] = async (...args) => {
        const job = await queue.claim(...args);
        if (job) jobs.push(claimed(job).attempts);
        return job;
      };
      const read: Originals['read'] = async (...args) => {
        const original = await originals.read(...args);
        if (original && ++failures === 1) throw new StoreBusyError();
        return original;
      };
      const document = await admit('patient');
      start(textParser, {
        queue: {
          ...queue,
          claim,
          ...(call !== 'read' && { [call]: late((call === 'claim' ? claim : queue[call]) as never) }),
        },
        ...(call === 'read' && { originals: { read } }),
      });

      expect(await final(document)).to.include({ status: 'completed' });
      expect(failures).to.be.at.least(1);
      expect(new Set(jobs).has(1), 'counted').to.equal(false);
    });

  it('keeps its lease while it works, however long that takes', async () => {
    const document = await admit('slow');
    const stuck = stuckParser();
    start(stuck.parse, { leaseMs: 300 });
    await stuck.started;

    await after(700); // two leases and more: nothing else would end this one

    expect(await store.ingestQueue.claim('thief', 1000)).to.equal(null);
    expect(await store.documents.get('public', document.id)).to.include({ status: 'extracting' });
  });

  it('goes on with what a dead process held, long before its lease ends', async () => {
    const document = await admit('orphan');
    await store.ingestQueue.claim('dead', 3_600_000);
    start(textParser, { isDead: (worker) => worker === 'dead' });

    expect(await final(document)).to.include({ status: 'completed' });
  });

  it('leaves to a living process what it holds', async () => {
    const document = await admit('held');
    await store.ingestQueue.claim('alive', 3_600_000);
    start(textParser);
    await final(await admit('free'));

    expect(await store.documents.get('public', document.id)).to.include({ status: 'queued' });
  });

  it('tells when a document is final, and stops waiting at the deadline, the signal or its deletion', async () => {
    const document = await admit('awaited');
    const stuck = stuckParser();
    const ingestion = start(stuck.parse);
    await stuck.started;
    const leaving = new AbortController();

    const atDeadline = await ingestion.settled('public', document.id, 50, NEVER);
    const whenLeft = ingestion.settled('public', document.id, 30_000, leaving.signal);
    leaving.abort();
    const whenFinal = ingestion.settled('public', document.id, 30_000, NEVER);
    stuck.finish();

    expect(atDeadline).to.include({ status: 'extracting' });
    expect(await whenLeft).to.include({ status: 'extracting' });
    expect(await whenFinal).to.include({ status: 'completed' });
    expect(await ingestion.settled('public', 'doc_unknown', 30_000, NEVER)).to.equal(null);
    expect(await ingestion.settled('user:other', document.id, 30_000, NEVER)).to.equal(null);
  });

  it('tells who waits when its own work ends, and asks the store ever less often meanwhile', async () => {
    let looks = 0;
    const get: DocumentStore['documents']['get'] = (...given) => {
      looks++;
      return store.documents.get(...given);
    };
    const { promise: parsed, resolve: endParsing } = Promise.withResolvers<void>();
    const parse = async (file: ParseFile) => {
      await parsed;
      return textParser(file);
    };
    const ingestion = start(parse, { documents: { get } });
    const document = await admit('slow');
    const told = ingestion.settled('public', document.id, 60_000, NEVER);
    const from = performance.now();
    await eventually(
      () => looks,
      (so) => so >= 4,
    );
    const lookedForMs = performance.now() - from;

    endParsing();

    expect(await told).to.include({ status: 'completed' });
    expect(lookedForMs).to.be.at.least(1700); // 250, 500 and 1000 between them
  });
});

async function textOf({ bytes }: ParseFile): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

async function textParser(file: ParseFile): Promise<Extract> {
  return { text: await textOf(file), pageStarts: [] };
}

/** Parses the first file only when told to, or when aborted; every other one at once. */
function stuckParser() {
  const started = Promise.withResolvers<void>();
  const aborted = Promise.withResolvers<void>();
  const finished = Promise.withResolvers<void>();
  let files = 0;
  return {
    started: started.promise,
    aborted: aborted.promise,
    finish: finished.resolve,
    async parse(file: ParseFile): Promise<Extract> {
      if (++files > 1) return textParser(file);
      const { signal } = file;
      signal.addEventListener('abort', () => aborted.resolve());
      started.resolve();
      await Promise.race([finished.promise, aborted.promise]);
      signal.throwIfAborted();
      return textParser(file);
    },
  };
}

function isFinal(document: Document | null): boolean {
  return document?.status === 'completed' || document?.status === 'failed';
}
