import { expect } from 'chai';
import type { Job } from '../../src/documents/ingest-queue.ts';
import type { Owner } from '../../src/limits/caller.ts';
import {
  contentOf,
  LEASE_MS,
  type OpenStore,
  STORAGE_MAX_BYTES,
  someone,
  storeContract,
  UNFINISHED_MAX,
} from '../support/store-contract.ts';

/** How every engine bounds what an owner may keep. */
export function ownerShareContract(open: OpenStore): void {
  const { store, another, offer, admit, claim, add, list, find, bytesOf, claimEmbedding } = storeContract(open);

  describe('the share of an owner', () => {
    /** A text for which, as one takes twice its size, so much of the share is left free. */
    const textLeaving = (leftBytes: number) => 'x'.repeat((STORAGE_MAX_BYTES - leftBytes) / 2);
    const fill = (owner: Owner, leftBytes: number, filename = 'fill.txt') =>
      admit(owner, textLeaving(leftBytes), filename);

    it('takes in what will fit, text and index counted, and not one byte more until there is room', async () => {
      const owner = someone();
      const { document } = await fill(owner, 2);

      expect(await offer(owner, 'yy')).to.include({ outcome: 'over_quota' });
      expect((await admit(owner, 'y')).outcome).to.equal('created');
      expect((await list(owner)).total).to.equal(2);
      await store.documents.remove(owner, document.id);
      expect((await admit(owner, 'zz')).outcome).to.equal('created');
    });

    it('is exact once a document is completed: what passes it fails, and leaves nothing', async () => {
      const owner = someone();
      const { document } = await admit(owner, 'small');
      const values = new Float32Array(STORAGE_MAX_BYTES / 4);
      const tooMuch = { ...contentOf('small'), vectors: { model: 'm', dimensions: values.length, values } };

      expect(await store.ingestQueue.complete(await claim(), tooMuch)).to.equal('over_quota');

      expect(await store.documents.get(owner, document.id)).to.deep.include({ status: 'failed', chunkCount: null });
      expect((await store.documents.get(owner, document.id))?.error?.code).to.equal('quota_exceeded');
      expect([
        await store.originals.read(owner, document.id),
        await store.documents.text(owner, document.id, 0, 1),
      ]).to.deep.equal([null, null]);
      expect((await find(owner, 'small')).corpus).to.include({ chunks: 0, pendingDocuments: 0 });
      const { document: other } = await fill(owner, 0); // all of the share is free again
      await store.documents.remove(owner, other.id);
      const again = await admit(owner, 'small');
      expect([again.outcome, again.document.id]).to.deep.equal(['requeued', document.id]);
      expect(await store.ingestQueue.complete(await claim(), contentOf('small'))).to.equal('completed');
      expect(await bytesOf(owner, document.id)).to.equal('small');
    });

    it('counts the text, the index and the vectors of what is completed, and nothing of what is removed', async () => {
      const owner = someone();
      const text = Array.from({ length: 1000 }, (_, n) => `word${n}`).join(' ');
      const content = contentOf(text);
      const values = new Float32Array(1000 * content.chunks.length);
      const { document } = await admit(owner, text);
      await store.ingestQueue.complete(await claim(), {
        ...content,
        vectors: { model: 'm', dimensions: 1000, values },
      });
      const least = 2 * text.length + values.byteLength + 10 * 1000; // each word stands in the index

      expect(await offer(owner, textLeaving(least), 'fill.txt')).to.include({ outcome: 'over_quota' });
      expect((await fill(owner, least + 100_000)).outcome).to.equal('created');
      await store.documents.remove(owner, document.id);
      for (const { id } of (await list(owner)).documents) await store.documents.remove(owner, id);
      expect((await fill(owner, 0, 'all.txt')).outcome).to.equal('created');
    });

    it('has room again for what a failed document was expected to become, but keeps its original', async () => {
      const owner = someone();
      const half = STORAGE_MAX_BYTES / 2;
      await admit(owner, 'x'.repeat(half));
      await store.ingestQueue.fail(await claim(), { code: 'corrupt_file', message: '', retry: false });

      expect(await offer(owner, 'y'.repeat(half / 2 + 1))).to.include({ outcome: 'over_quota' });
      expect((await admit(owner, 'y'.repeat(half / 2))).outcome).to.equal('created');
      expect(await offer(owner, 'x'.repeat(half))).to.include({ outcome: 'over_quota' }); // once more
    });

    it('takes no vectors that pass it, and asks for them no more', async () => {
      const owner = someone();
      const { id } = await add(owner, 'Zeppelins float.');
      const values = new Float32Array(STORAGE_MAX_BYTES / 4);
      const job = await claimEmbedding('big');

      expect(await store.ingestQueue.embed(job, { model: 'big', dimensions: values.length, values })).to.equal(
        'over_quota',
      );

      expect((await store.documents.get(owner, id))?.embeddingModel).to.equal(null);
      expect(await store.ingestQueue.claimEmbedding('big', null, LEASE_MS, null)).to.equal(null);
      expect(await store.passageIndex.lacksVectors('big')).to.equal(false);
      const other = await claimEmbedding('small');
      expect(
        await store.ingestQueue.embed(other, { model: 'small', dimensions: 1, values: Float32Array.of(1) }),
      ).to.equal('embedded');
      expect((await store.documents.get(owner, id))?.embeddingModel).to.equal('small');
    });

    it('holds when six documents are completed at once by two processes', async () => {
      const owner = someone();
      await fill(owner, 100_000);
      await store.ingestQueue.fail(await claim(), { code: 'no_text', message: '', retry: false });
      const words = (n: number) => Array.from({ length: 10_000 }, (_, at) => `w${n}x${at}`).join(' ');
      const taken = await Promise.all(
        Array.from({ length: UNFINISHED_MAX }, (_, n) => admit(owner, words(n), `${n}.txt`)),
      );
      const both = [store, await another()] as const;
      const jobs: Job[] = [];
      while (jobs.length < taken.length) jobs.push(await claim());
      const ends = await Promise.all(jobs.map((job, n) => both[n % 2]!.ingestQueue.complete(job, contentOf(words(n)))));
      await both[1].close();

      expect(ends.filter((end) => end === 'completed').length).to.be.within(1, 4);
      expect(new Set(ends)).to.deep.equal(new Set(['completed', 'over_quota']));
    });
  });
}
