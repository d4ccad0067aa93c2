import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { expect } from 'chai';
import type { ClockedStore, OpenClockedStore } from '../support/clocked-store.ts';
import { claimed } from '../support/store-outcomes.ts';
import { uploadFile } from '../support/upload-file.ts';

const LEASE_MS = 30_000;

/** How long every engine's leases hold. */
export function leasesContract(open: OpenClockedStore): void {
  let store: ClockedStore;
  beforeEach(async () => {
    const folder = await mkdtemp(`${tmpdir()}/docent-test-`);
    store = await open();
    await store.documents.admit('public', await uploadFile(folder, 'leased'));
    await rm(folder, { recursive: true });
  });
  afterEach(() => store.dispose());

  const claim = () => store.queue.claim('tester', LEASE_MS);

  it('holds until its last millisecond, and not one longer', async () => {
    await claim();

    await store.wait(LEASE_MS - 1);
    expect(await claim()).to.equal(null);
    await store.wait(1);
    expect(await claim()).to.not.equal(null);
  });

  it('is as long again from each sign of life on', async () => {
    const job = claimed(await claim());
    await store.wait(LEASE_MS - 1);

    expect(await store.queue.advance(job, { status: 'chunking', progress: 60, leaseMs: LEASE_MS })).to.equal('held');

    await store.wait(LEASE_MS - 1);
    expect(await claim()).to.equal(null);
    await store.wait(1);
    expect(await claim()).to.not.equal(null);
  });

  it('comes back after a failed attempt half a second later, after a second one a whole', async () => {
    for (const pauseMs of [500, 1000]) {
      await store.queue.fail(claimed(await claim()), { code: 'internal', message: '', retry: true });

      await store.wait(pauseMs - 1);
      expect(await claim()).to.equal(null);
      await store.wait(1);
    }
    expect(await claim()).to.include({ attempts: 2 });
  });
}
