import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import { createAdmission } from '../../../src/documents/sqlite/admission.ts';
import { openForWriting } from '../../../src/documents/sqlite/database.ts';
import { createQueue } from '../../../src/documents/sqlite/queue.ts';
import { createTurns } from '../../../src/documents/sqlite/turns.ts';
import { uploadFile } from '../../support/upload-file.ts';

const LEASE_MS = 30_000;

describe('a lease of the queue', () => {
  let folder: string;
  let database: DatabaseSync;
  let nowMs: number;
  let queue: ReturnType<typeof createQueue>;
  beforeEach(async () => {
    folder = await mkdtemp(`${tmpdir()}/docent-test-`);
    database = openForWriting(join(folder, 'docent.db'));
    nowMs = 1_800_000_000_000;
    queue = createQueue(
      database,
      createTurns(database, () => nowMs),
      () => nowMs,
    );
    createAdmission(database, {
      requireRoom: () => {},
      checkBacklog: () => null,
      storageMaxBytes: 1e9,
      now: () => nowMs,
    })('public', await uploadFile(folder, 'leased'));
  });
  afterEach(async () => {
    database.close();
    await rm(folder, { recursive: true });
  });

  const claim = () => queue.claim('tester', LEASE_MS);
  const wait = (ms: number) => {
    nowMs += ms;
  };

  it('holds until its last millisecond, and not one longer', () => {
    claim();

    wait(LEASE_MS - 1);
    expect(claim()).to.equal(null);
    wait(1);
    expect(claim()).to.not.equal(null);
  });

  it('is as long again from each sign of life on', () => {
    const job = claim()!;
    wait(LEASE_MS - 1);

    expect(queue.advance(job, { status: 'chunking', progress: 60, leaseMs: LEASE_MS })).to.equal('held');

    wait(LEASE_MS - 1);
    expect(claim()).to.equal(null);
    wait(1);
    expect(claim()).to.not.equal(null);
  });

  it('comes back after a failed attempt half a second later, after a second one a whole', () => {
    for (const pauseMs of [500, 1000]) {
      queue.fail(claim()!, { code: 'internal', message: '', retry: true });

      wait(pauseMs - 1);
      expect(claim()).to.equal(null);
      wait(1);
    }
    expect(claim()).to.include({ attempts: 2 });
  });
});
