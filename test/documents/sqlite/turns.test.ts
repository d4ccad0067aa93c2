import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import type { Job } from '../../../src/documents/ingest-queue.ts';
import { createAdmission } from '../../../src/documents/sqlite/admission.ts';
import { openForWriting } from '../../../src/documents/sqlite/database.ts';
import { createQueue } from '../../../src/documents/sqlite/queue.ts';
import { createRemoval } from '../../../src/documents/sqlite/removal.ts';
import { createTurns } from '../../../src/documents/sqlite/turns.ts';
import type { Owner } from '../../../src/limits/caller.ts';
import { uploadFile } from '../../support/upload-file.ts';

const LEASE_MS = 30_000;
const [ann, bob]: Owner[] = ['user:ann', 'user:bob'];

describe('turns at ingestion', () => {
  let folder: string;
  let database: DatabaseSync;
  let nowMs: number;
  let queue: ReturnType<typeof createQueue>;
  let turns: ReturnType<typeof createTurns>;
  beforeEach(async () => {
    folder = await mkdtemp(`${tmpdir()}/docent-test-`);
    database = openForWriting(join(folder, 'docent.db'));
    nowMs = 1_800_000_000_000;
    turns = createTurns(database, () => nowMs);
    queue = createQueue(database, turns, () => nowMs);
  });
  afterEach(async () => {
    database.close();
    await rm(folder, { recursive: true });
  });

  const admit = async (owner: Owner, count: number) => {
    const take = createAdmission(database, {
      requireRoom: () => {},
      checkBacklog: () => null,
      storageMaxBytes: 1e9,
      now: () => nowMs,
    });
    for (let n = 0; n < count; n++) take(owner, await uploadFile(folder, randomUUID()));
  };
  const claim = () => queue.claim('tester', LEASE_MS)!;
  const end = (job: Job) => queue.fail(job, { code: 'no_text', message: '', retry: false });
  /** Works on the next document for as long as its owner's take; says whose it was. */
  const serve = (tookMs: Partial<Record<Owner, number>>): Owner => {
    const job = claim();
    nowMs += tookMs[job.owner] ?? 0;
    end(job);
    return job.owner;
  };
  const serveMany = (count: number, tookMs: Partial<Record<Owner, number>>) =>
    Array.from({ length: count }, () => serve(tookMs));

  it('share the time, not the documents: who needs twelve seconds each waits while others have as much', async () => {
    await admit(ann!, 3);
    await admit(bob!, 30);

    const owners = serveMany(26, { [ann!]: 12_000, [bob!]: 1000 });

    const between = owners
      .join(' ')
      .split(ann!)
      .map((others) => others.split(bob!).length - 1);
    expect(between.slice(1, -1)).to.deep.equal([12]);
    expect(owners.filter((owner) => owner === ann)).to.have.length(2);
  });

  it('come at once to an owner who had none of late, however long the others wait', async () => {
    await admit(ann!, 50);
    serveMany(5, { [ann!]: 12_000 });
    await admit(bob!, 1);

    expect(serve({ [bob!]: 10 })).to.equal(bob);
  });

  it('save nothing up: who was idle for an hour gets no hour in a row', async () => {
    await admit(ann!, 310);
    serveMany(300, { [ann!]: 12_000 });
    await admit(bob!, 10);

    const owners = serveMany(6, { [ann!]: 12_000, [bob!]: 12_000 });

    expect(owners.filter((owner) => owner === bob)).to.have.length(3);
  });

  it('pass to others on the lanes beside one that is taken', async () => {
    await admit(ann!, 2);
    await admit(bob!, 1);

    expect([claim().owner, claim().owner, claim().owner]).to.deep.equal([ann, bob, ann]);
  });

  for (const [what, leave] of [
    ['handed back', (job: Job) => queue.release(job)],
    ['over which the worker died', () => queue.releaseAll('tester', { died: true })],
    ['that failed and is tried again', (job: Job) => queue.fail(job, { code: 'internal', message: '', retry: true })],
    ['removed meanwhile', ({ owner, documentId }: Job) => removeIt(owner, documentId)],
  ] as const)
    it(`count the time of a document ${what}`, async () => {
      await admit(ann!, 2);
      await admit(bob!, 20);

      const job = claim();
      nowMs += 5000;
      leave(job);
      const owners = serveMany(6, { [ann!]: 1, [bob!]: 1000 });

      expect([job.owner, ...owners]).to.deep.equal([ann, bob, bob, bob, bob, bob, ann]);
    });

  it('count a claim that nobody ended until its lease did, not until somebody noticed', async () => {
    await admit(ann!, 1);
    await admit(bob!, 40);

    claim();
    nowMs += 3_600_000;
    const owners = serveMany(31, { [ann!]: 1, [bob!]: 1000 });

    expect(owners.indexOf(ann!)).to.equal(LEASE_MS / 1000);
  });

  function removeIt(owner: Owner, id: string): void {
    void createRemoval(database, turns, { erase: async () => {} })(owner, id);
  }
});
