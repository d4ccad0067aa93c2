import { expect } from 'chai';
import type { Owner } from '../../src/limits/caller.ts';
import {
  chunkVectors,
  contentOf,
  LEASE_MS,
  MODEL,
  type OpenStore,
  someone,
  storeContract,
} from '../support/store-contract.ts';
import { claimed } from '../support/store-outcomes.ts';

/** What every engine behind `IngestQueue` must do. */
export function ingestQueueContract(open: OpenStore): void {
  const { store, another, admit, claim, add, find, claimEmbedding, addVectors, similar } = storeContract(open);

  it('gives each owner its turn, however many documents another has', async () => {
    const [ann, bob, cid] = [someone(), someone(), someone()];
    for (const text of ['one', 'two', 'three']) await admit(ann, text);
    await claim();
    await admit(bob, 'one');
    await admit(cid, 'one');

    const owners = [await claim(), await claim(), await claim(), await claim()].map(({ owner }) => owner);

    expect(owners).to.deep.equal([bob, cid, ann, ann]);
  });

  it('gives a job to one of many workers', async () => {
    const { document } = await admit(someone(), 'wanted');
    const other = await another();

    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, n) => [store, other][n % 2]!.ingestQueue.claim('many', LEASE_MS)),
    );

    expect(claims.flatMap((job) => (job ? [claimed(job).documentId] : []))).to.deep.equal([document.id]);
    await other.close();
  });

  it('retakes a job whose lease has ended, and the old lease then acts on nothing', async () => {
    const owner = someone();
    const { document } = await admit(owner, 'retaken');
    const old = await claim(0);
    const current = await claim();

    expect(await store.ingestQueue.advance(old, { status: 'extracting', progress: 5, leaseMs: LEASE_MS })).to.equal(
      'lost',
    );
    expect(await store.ingestQueue.complete(old, contentOf('retaken'))).to.equal('lost');
    expect(await store.ingestQueue.fail(old, { code: 'internal', message: '', retry: false })).to.equal('lost');
    await store.ingestQueue.release(old);
    expect((await find(owner, 'retaken')).passages).to.deep.equal([]);
    expect(await store.ingestQueue.complete(current, contentOf('retaken'))).to.equal('completed');
    expect(await store.documents.get(owner, document.id)).to.include({
      status: 'completed',
      progress: 100,
      chunkCount: 1,
      chars: 7,
    });
  });

  it('counts an attempt from its claim on, and gives it back with an orderly release', async () => {
    await admit(someone(), 'again and again');
    const released = await claim();
    await store.ingestQueue.release(released);
    const expired = await claim(0);
    const last = await claim();

    expect([released.attempts, expired.attempts, last.attempts]).to.deep.equal([0, 0, 1]);
  });

  it('puts a document whose attempt failed back into the queue, or ends it', async () => {
    const { document } = await admit(someone(), 'bad luck');

    expect(await store.ingestQueue.fail(await claim(), { code: 'internal', message: '', retry: true })).to.equal(
      'recorded',
    );

    expect(await store.documents.get(document.owner, document.id)).to.deep.include({ status: 'queued', error: null });
  });

  it('hands back what a dead worker held, with its attempt counted, and nothing of another', async () => {
    const { document } = await admit(someone(), 'mine');
    await store.ingestQueue.claim('dead', LEASE_MS);
    await admit(someone(), 'other');
    await store.ingestQueue.claim('alive', LEASE_MS);

    expect(await store.ingestQueue.holders()).to.have.members(['dead', 'alive']);
    await store.ingestQueue.releaseAll('dead', { died: true });

    expect(await store.ingestQueue.claim('heir', LEASE_MS)).to.include({ documentId: document.id, attempts: 1 });
    expect(await store.ingestQueue.claim('heir', LEASE_MS)).to.equal(null);
  });

  it('hands back what a living worker lost sight of, uncounted', async () => {
    const { document } = await admit(someone(), 'lost sight of');
    await store.ingestQueue.claim('tester', LEASE_MS);

    await store.ingestQueue.releaseAll('tester', { died: false });

    expect(await store.ingestQueue.claim('tester', LEASE_MS)).to.include({ documentId: document.id, attempts: 0 });
  });

  it('hands a completed document without vectors of the model to one embedder at a time', async () => {
    const owner = someone();
    const { id } = await add(owner, 'Zeppelins float.');
    await addVectors(owner, [[1, 0]]);

    expect(await store.passageIndex.lacksVectors(MODEL)).to.equal(true);
    const job = await claimEmbedding(MODEL);
    expect(job).to.deep.include({ owner, documentId: id });
    expect(job.chunks.map(({ text }) => text)).to.deep.equal(['Zeppelins float.']);
    expect(await store.ingestQueue.claimEmbedding(MODEL, null, LEASE_MS, null)).to.equal(null);
    expect(await store.ingestQueue.embed(job, chunkVectors([[0, 1]], MODEL))).to.equal('embedded');

    expect((await similar(owner, [0, 1])).passages[0]).to.include({ documentId: id, cosine: 1 });
    expect((await store.documents.get(owner, id))?.embeddingModel).to.equal(MODEL);
    expect(await store.passageIndex.lacksVectors(MODEL)).to.equal(false);
    expect(await store.passageIndex.lacksVectors('openai:newer')).to.equal(true);
  });

  it('takes vectors only from who holds the document, and takes a claim back', async () => {
    const owner = someone();
    const { id } = await add(owner, 'Zeppelins float.');
    const late = await claimEmbedding(MODEL, null, 0);
    const other = await claimEmbedding(MODEL);

    expect(await store.ingestQueue.embed(late, chunkVectors([[1, 0]], MODEL))).to.equal('lost');
    expect(await store.ingestQueue.releaseEmbedding(other)).to.equal('released');
    const again = await claimEmbedding(MODEL);
    await store.documents.remove(owner, id);
    expect(await store.ingestQueue.embed(again, chunkVectors([[1, 0]], MODEL))).to.equal('lost');
    expect((await similar(owner, [1, 0])).passages).to.deep.equal([]);
  });

  it('keeps vectors that are paid for beyond a claim that ends, until the document has all of them', async () => {
    const owner = someone();
    const { id } = await add(owner, 'Zeppelins float.');
    const batch = (start: number, ...vectors: number[][]) => ({
      ...chunkVectors(vectors, MODEL),
      start,
      texts: 'digest',
    });
    const first = await claimEmbedding(MODEL, null, 0);
    expect(await store.ingestQueue.keepVectors(first, batch(2, [0, 1]))).to.equal('kept');
    expect(await store.ingestQueue.keptVectors(first, MODEL, 'digest'), 'not the first').to.equal(null);
    expect(await store.ingestQueue.keepVectors(first, batch(0, [1, 0], [0, 1]))).to.equal('kept');
    expect(await store.ingestQueue.keepVectors(first, batch(5, [0, 1]))).to.equal('kept');
    const other = await another(); // its first one is gone

    const held = await claimEmbedding(MODEL);
    const kept = await other.ingestQueue.keptVectors(held, MODEL, 'digest');

    expect(kept).to.deep.equal(
      chunkVectors(
        [
          [1, 0],
          [0, 1],
          [0, 1],
        ],
        MODEL,
      ),
    );
    expect(await store.ingestQueue.keepVectors(first, batch(3, [1, 0])), 'a claim that has ended').to.equal('lost');
    expect(await store.ingestQueue.keptVectors(held, MODEL, 'other texts')).to.equal(null);
    expect(await store.ingestQueue.keptVectors(held, 'openai:newer', 'digest')).to.equal(null);
    expect((await similar(owner, [1, 0])).passages, 'found by none of them').to.deep.equal([]);
    await store.ingestQueue.embed(held, chunkVectors([[1, 0]], MODEL));
    const anew = await claimEmbedding('openai:newer');
    expect(await store.ingestQueue.keptVectors(anew, MODEL, 'digest')).to.equal(null);
    expect(await store.ingestQueue.keepVectors(anew, { ...batch(0, [1, 0]), model: 'openai:newer' })).to.equal('kept');
    await store.documents.remove(owner, id);
    expect(await store.ingestQueue.keepVectors(anew, batch(1, [1, 0]))).to.equal('lost');
    await other.close();
  });

  it('gives each owner its turn at vectors, however many documents another has', async () => {
    const owners = [someone(), someone(), someone()].sort();
    for (const owner of [...owners, owners[0]!, owners[0]!])
      await add(owner, 'Zeppelins float.', `${Math.random()}.txt`);

    const served: Owner[] = [];
    for (let n = 0; n < 5; n++) served.push((await claimEmbedding(MODEL, null, LEASE_MS, served.at(-1) ?? null)).owner);

    expect(served).to.deep.equal([...owners, owners[0], owners[0]]);
  });

  it('lets nobody else embed a document whose claim is renewed, and says when it is gone', async () => {
    const owner = someone();
    const { id } = await add(owner, 'Zeppelins float.');
    const job = await claimEmbedding(MODEL, null, 0);

    expect(await store.ingestQueue.renewEmbedding(job, LEASE_MS)).to.equal('held');
    expect(await store.ingestQueue.claimEmbedding(MODEL, null, LEASE_MS, null)).to.equal(null);
    await store.documents.remove(owner, id);
    expect(await store.ingestQueue.renewEmbedding(job, LEASE_MS)).to.equal('lost');
  });

  it('hands out no document that the model has refused, until another model asks', async () => {
    const owner = someone();
    const { id } = await add(owner, 'Zeppelins float.');
    const job = await claimEmbedding(MODEL);

    await store.ingestQueue.refuseEmbedding(job, MODEL);

    expect(await store.documents.get(owner, id)).to.include({ embeddingModel: null, vectorsRefusedBy: MODEL });
    expect(await store.passageIndex.lacksVectors(MODEL)).to.equal(false);
    expect(await store.ingestQueue.claimEmbedding(MODEL, 2, LEASE_MS, null)).to.equal(null);
    expect((await claimEmbedding('openai:newer', 2)).documentId).to.equal(id);
  });

  it('keeps with a document which model refused it at its ingestion', async () => {
    const owner = someone();
    const { document } = await admit(owner, 'Zeppelins float.', 'refused.txt');
    await store.ingestQueue.complete(await claim(), { ...contentOf('Zeppelins float.'), vectorsRefusedBy: MODEL });

    expect((await store.documents.get(owner, document.id))?.vectorsRefusedBy).to.equal(MODEL);
    expect(await store.ingestQueue.claimEmbedding(MODEL, null, LEASE_MS, null)).to.equal(null);
  });

  it('keeps with a document who pays for its first vectors, and for those alone', async () => {
    const owner = someone();
    const { document } = await admit(owner, 'Zeppelins float.', 'paid.txt');
    const ingestion = await claim();
    expect(ingestion.payer).to.equal('ip:192.0.2.1');
    const vectorsDue = { payer: ingestion.payer };
    await store.ingestQueue.complete(ingestion, { ...contentOf('Zeppelins float.'), vectorsDue });

    const first = await claimEmbedding(MODEL);
    expect(first).to.include({ documentId: document.id, payer: 'ip:192.0.2.1' });
    await store.ingestQueue.embed(first, chunkVectors([[1, 0]], MODEL));

    expect(await claimEmbedding('openai:newer')).to.include({ documentId: document.id, payer: null });
  });

  it('hands out no document before there may be room in the budget of who pays', async () => {
    const owner = someone();
    const { document } = await admit(owner, 'Zeppelins float.', 'late.txt');
    const ingestion = await claim();
    const vectorsDue = { payer: ingestion.payer, afterMs: 0 };
    await store.ingestQueue.complete(ingestion, { ...contentOf('Zeppelins float.'), vectorsDue });
    const isOverBudget = async () => (await store.documents.get(owner, document.id))?.isOverBudget;
    expect(await isOverBudget()).to.equal(true);

    expect(await store.ingestQueue.postponeEmbedding(await claimEmbedding(MODEL), 60_000)).to.equal('recorded');
    expect(await store.ingestQueue.claimEmbedding(MODEL, 2, LEASE_MS, null)).to.equal(null);
    expect(await isOverBudget()).to.equal(true);
  });

  it('hands out documents whose vectors have other dimensions than the model gives now', async () => {
    const owner = someone();
    const { id } = await addVectors(owner, [[1, 0]]);
    expect(await store.ingestQueue.claimEmbedding(MODEL, null, LEASE_MS, null)).to.equal(null);
    expect(await store.ingestQueue.claimEmbedding(MODEL, 2, LEASE_MS, null)).to.equal(null);

    const job = await claimEmbedding(MODEL, 3);
    expect(job).to.include({ documentId: id, hasOtherDimensions: true });
    await store.ingestQueue.embed(job, chunkVectors([[0, 0, 1]], MODEL));

    expect(await store.ingestQueue.claimEmbedding(MODEL, 3, LEASE_MS, null)).to.equal(null);
    expect((await similar(owner, [0, 0, 1])).passages[0]).to.include({ documentId: id, cosine: 1 });
  });
}
