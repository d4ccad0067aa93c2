import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { type OpenStore, STORAGE_MAX_BYTES, someone, storeContract } from '../support/store-contract.ts';

/** What every engine tells of all owners together. */
export function figuresContract(open: OpenStore): void {
  const { store, figures, admit, add, claim } = storeContract(open);

  it('count the documents that wait, none that is worked on, and say how long the oldest has', async () => {
    expect(await figures()).to.deep.equal({ keptBytes: 0, ownersNearQuota: 0, waiting: 0, oldestWaitingSeconds: 0 });
    await admit(someone(), 'first');
    const { waiting, oldestWaitingSeconds } = await figures();
    await admit(someone(), 'second');
    const later = await figures();
    const job = await claim();

    expect({ waiting, waitingLater: later.waiting }).to.deep.equal({ waiting: 1, waitingLater: 2 });
    expect(later.oldestWaitingSeconds).to.be.within(oldestWaitingSeconds, 60);
    expect((await figures()).waiting).to.equal(1);
    await store.ingestQueue.release(job);
    expect((await figures()).waiting).to.equal(2);
  });

  it('count the time of a document that failed and comes again from then on', async () => {
    const owner = someone();
    await admit(owner, 'fails');
    await store.ingestQueue.fail(await claim(), { retry: false, code: 'no_text', message: 'No text.' });
    expect((await figures()).waiting).to.equal(0);
    await pause(500);

    const from = performance.now();
    await admit(owner, 'fails');
    const { waiting, oldestWaitingSeconds } = await figures();

    expect(waiting).to.equal(1);
    expect(oldestWaitingSeconds).to.be.below((performance.now() - from) / 1000 + 0.2);
  });

  it('add up what all owners keep, and count those who are close to what one may', async () => {
    const owner = someone();
    await add(someone(), 'little');
    const { keptBytes: little } = await figures();
    await add(owner, `${'x'.repeat(STORAGE_MAX_BYTES * 0.4)}`);
    const { keptBytes, ownersNearQuota } = await figures();
    await admit(owner, `y${'y'.repeat(STORAGE_MAX_BYTES * 0.07)}`);

    expect(little).to.be.within(12, 1000);
    expect(keptBytes).to.be.within(STORAGE_MAX_BYTES * 0.8, STORAGE_MAX_BYTES * 0.9);
    expect(ownersNearQuota).to.equal(0);
    expect((await figures()).ownersNearQuota).to.equal(1);
  });
}
