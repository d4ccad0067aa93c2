import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import type { IngestQueue } from '../../../src/documents/ingest-queue.ts';
import { startEmbeddingUpkeep } from '../../../src/documents/ingestion/embedding-upkeep.ts';
import { eventually } from '../../support/eventually.ts';

const LEASE_MS = 60;
const job = {
  owner: 'public',
  documentId: 'doc_1',
  lease: 'l',
  chunks: [],
  hasOtherDimensions: false,
  payer: null,
} as const;

/** One document to be embedded, whose claim `renews` may lose; and what was done with it. */
function startUpkeep(renews: () => 'held' | 'lost', embed: (signal: AbortSignal) => Promise<void>) {
  const did: string[] = [];
  const does = (what: string) => async () => {
    did.push(what);
    return what;
  };
  const queue = {
    claimEmbedding: async () => {
      if (did.includes('claimed')) return null;
      did.push('claimed');
      return job;
    },
    renewEmbedding: async () => {
      did.push('renewed');
      return renews();
    },
    embed: does('embedded'),
    releaseEmbedding: does('released'),
    postponeEmbedding: does('postponed'),
    refuseEmbedding: does('refused'),
  } as unknown as IngestQueue;
  const vectors = { model: 'm', dimensions: 1, values: new Float32Array() };
  const upkeep = startEmbeddingUpkeep({
    queue,
    embedChunks: async (_chunks, { signal }) => {
      await embed(signal);
      return { outcome: 'embedded', vectors };
    },
    embedder: { name: 'm', dimensions: () => null },
    log: { info() {}, warn() {}, error() {} },
    now: () => performance.now(),
    leaseMs: LEASE_MS,
  });
  return { did, upkeep };
}

describe('the upkeep of vectors', () => {
  it('renews its claim for as long as a document takes, however slow the server is', async () => {
    let renewals = 0;
    const { did, upkeep } = startUpkeep(
      () => {
        renewals++;
        return 'held';
      },
      async () =>
        void (await eventually(
          () => renewals,
          (times) => times >= 3,
        )),
    );

    await eventually(
      () => did,
      (done) => done.includes('embedded'),
    );
    await upkeep.stop();

    expect(did).to.deep.equal(['claimed', ...Array(renewals).fill('renewed'), 'embedded']);
  });

  it('pays no further for a document that is gone, or that another process has taken', async () => {
    let isAborted = false;
    const { did, upkeep } = startUpkeep(
      () => 'lost',
      async (signal) => {
        await wait(60_000, undefined, { signal }).catch(() => {
          isAborted = true;
        });
        signal.throwIfAborted();
      },
    );

    await eventually(
      () => did,
      (done) => done.includes('released'),
    );
    await upkeep.stop();

    expect(isAborted).to.equal(true);
    expect(did).to.not.include('embedded');
  });
});
