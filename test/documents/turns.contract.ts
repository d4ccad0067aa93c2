import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { expect } from 'chai';
import type { Job } from '../../src/documents/ingest-queue.ts';
import type { Owner } from '../../src/limits/caller.ts';
import type { ClockedStore, OpenClockedStore } from '../support/clocked-store.ts';
import { claimed } from '../support/store-outcomes.ts';
import { uploadFile } from '../support/upload-file.ts';

const LEASE_MS = 30_000;
const [ann, bob]: Owner[] = ['user:ann', 'user:bob'];

/** How every engine shares the time of ingestion among owners. */
export function turnsContract(open: OpenClockedStore): void {
  let folder: string;
  let store: ClockedStore;
  beforeEach(async () => {
    folder = await mkdtemp(`${tmpdir()}/docent-test-`);
    store = await open();
  });
  afterEach(async () => {
    await store.dispose();
    await rm(folder, { recursive: true });
  });

  const admit = async (owner: Owner, count: number) => {
    for (let n = 0; n < count; n++) await store.documents.admit(owner, await uploadFile(folder, randomUUID()));
  };
  const claim = async () => claimed(await store.queue.claim('tester', LEASE_MS));
  /** Works on the next document for as long as its owner's take; says whose it was. */
  const serve = async (tookMs: Partial<Record<Owner, number>>): Promise<Owner> => {
    const job = await claim();
    await store.wait(tookMs[job.owner] ?? 0);
    await store.queue.fail(job, { code: 'no_text', message: '', retry: false });
    return job.owner;
  };
  const serveMany = async (count: number, tookMs: Partial<Record<Owner, number>>): Promise<Owner[]> => {
    const owners: Owner[] = [];
    while (owners.length < count) owners.push(await serve(tookMs));
    return owners;
  };

  it('share the time, not the documents: who needs twelve seconds each waits while others have as much', async () => {
    await admit(ann!, 3);
    await admit(bob!, 30);

    const owners = await serveMany(26, { [ann!]: 12_000, [bob!]: 1000 });

    const between = owners
      .join(' ')
      .split(ann!)
      .map((others) => others.split(bob!).length - 1);
    expect(between.slice(1, -1)).to.deep.equal([12]);
    expect(owners.filter((owner) => owner === ann)).to.have.length(2);
  });

  it('come at once to an owner who had none of late, however long the others wait', async () => {
    await admit(ann!, 50);
    await serveMany(5, { [ann!]: 12_000 });
    await admit(bob!, 1);

    expect(await serve({ [bob!]: 10 })).to.equal(bob);
  });

  it('save nothing up: who was idle for long gets no more in a row', async () => {
    await admit(ann!, 50);
    await serveMany(40, { [ann!]: 12_000 });
    await admit(bob!, 10);

    const owners = await serveMany(6, { [ann!]: 12_000, [bob!]: 12_000 });

    expect(owners.filter((owner) => owner === bob)).to.have.length(3);
  });

  it('pass to others on the lanes beside one that is taken', async () => {
    await admit(ann!, 2);
    await admit(bob!, 1);

    const owners = [await claim(), await claim(), await claim()].map(({ owner }) => owner);

    expect(owners).to.deep.equal([ann, bob, ann]);
  });

  for (const [what, leave] of [
    ['handed back', (job: Job) => store.queue.release(job)],
    ['over which the worker died', () => store.queue.releaseAll('tester', { died: true })],
    [
      'that failed and is tried again',
      (job: Job) => store.queue.fail(job, { code: 'internal', message: '', retry: true }),
    ],
    ['removed meanwhile', ({ owner, documentId }: Job) => store.documents.remove(owner, documentId)],
  ] as const)
    it(`count the time of a document ${what}`, async () => {
      await admit(ann!, 2);
      await admit(bob!, 20);

      const job = await claim();
      await store.wait(5000);
      await leave(job);
      const owners = await serveMany(6, { [ann!]: 1, [bob!]: 1000 });

      expect([job.owner, ...owners]).to.deep.equal([ann, bob, bob, bob, bob, bob, ann]);
    });

  it('count a claim that nobody ended until its lease did, not until somebody noticed', async () => {
    await admit(ann!, 1);
    await admit(bob!, 40);

    await claim();
    await store.wait(3_600_000);
    const owners = await serveMany(31, { [ann!]: 1, [bob!]: 1000 });

    expect(owners.indexOf(ann!)).to.equal(LEASE_MS / 1000);
  });
}
