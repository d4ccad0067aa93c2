import { expect } from 'chai';
import { terms } from '../../src/text/words.ts';
import { contentOf, MODEL, type OpenStore, someone, storeContract } from '../support/store-contract.ts';

/** What every engine behind `PassageIndex` must do. */
export function passageIndexContract(open: OpenStore): void {
  const { store, admit, claim, add, find, addVectors, similar } = storeContract(open);

  it('ranks and counts by the owner’s own documents, whatever others have', async () => {
    const [ann, bob] = [someone(), someone()];
    for (const text of ['common rare', 'common plain', 'common plain plain']) await add(ann, text, text);
    const alone = await find(ann, 'common rare');

    for (let n = 0; n < 5; n++) await add(bob, `rare rare rare ${n}`);

    expect(await find(ann, 'common rare')).to.deep.equal(alone);
    expect(alone.corpus).to.include({ chunks: 3, completedDocuments: 3, pendingDocuments: 0, averageTerms: 7 / 3 });
    expect(alone.corpus.documentFrequency).to.deep.equal([3, 1]);
    expect(alone.passages[0]?.text).to.equal('common rare');
  });

  it('tells passages of pages that were read from a picture, and which pages could not be read', async () => {
    const owner = someone();
    const { document } = await admit(owner, 'a scan');
    const scannedPages = { unread: [3], byOcr: [2] };
    await store.ingestQueue.complete(
      await claim(),
      contentOf('Otters swim. Herons fly.', { pageStarts: [0, 13, 24], scannedPages }),
    );

    expect((await find(owner, 'otters')).passages[0]).to.include({ page: 1, source: 'text' });
    expect((await find(owner, 'herons')).passages[0]).to.include({ page: 2, source: 'ocr' });
    expect((await store.documents.get(owner, document.id))?.scannedPages).to.deep.equal(scannedPages);
    expect((await store.documents.get(owner, (await add(owner, 'x')).id))?.scannedPages.unread).to.deep.equal([]);
  });

  it('searches only the named documents, with their figures', async () => {
    const owner = someone();
    const first = await add(owner, 'apples and pears');
    await add(owner, 'apples and plums');

    const { passages, corpus } = await find(owner, 'apples plums', [first.id, 'doc_unknown']);

    expect(passages.map(({ documentId }) => documentId)).to.deep.equal([first.id]);
    expect(corpus).to.deep.include({ chunks: 1, documentFrequency: [1, 0], completedDocuments: 1 });
  });

  it("counts no other owner's documents, searchable or pending, also where they are named", async () => {
    const [ann, bob] = [someone(), someone()];
    const anns = await add(ann, 'apples and pears');
    const bobs = await add(bob, 'apples and plums and more');
    const { document: pending } = await admit(bob, 'not yet');
    const figures = {
      chunks: 1,
      averageTerms: terms('apples and pears').length,
      documentFrequency: [1],
      completedDocuments: 1,
      pendingDocuments: 0,
    };

    expect((await find(ann, 'apples')).corpus).to.deep.equal(figures);
    expect((await find(ann, 'apples', [anns.id, bobs.id, pending.id])).corpus).to.deep.equal(figures);
  });

  it('counts documents that are still on their way as pending', async () => {
    const owner = someone();
    const { document } = await admit(owner, 'not yet');

    expect((await find(owner, 'yet')).corpus).to.include({ completedDocuments: 0, pendingDocuments: 1 });
    expect((await find(owner, 'yet', [document.id])).corpus).to.include({ pendingDocuments: 1 });
  });

  it('finds the passages by their exact cosine, and says what unrelated ones have', async () => {
    const owner = someone();
    const near = await addVectors(
      owner,
      [
        [0, 1],
        [1, 0],
      ],
      MODEL,
    );
    const far = await addVectors(
      owner,
      [
        [0.6, 0.8],
        [0, -1],
      ],
      MODEL,
    );

    const { passages, background } = await similar(owner, [1, 0], { limit: 3 });

    expect(
      passages.map(({ documentId, position, cosine }) => [documentId, position, Math.fround(cosine)]),
    ).to.deep.equal([
      [near.id, 1, 1],
      [far.id, 0, Math.fround(0.6)],
      [near.id, 0, 0],
    ]);
    expect(background).to.be.closeTo(0.3, 1e-6);
    const [best] = passages;
    expect((await store.documents.text(owner, near.id, best!.start, best!.end))?.text).to.equal(best?.text);
    expect((await store.documents.get(owner, near.id))?.embeddingModel).to.equal(MODEL);
  });

  it("compares nobody else's vectors, no other document's, no other model's, and none of other dimensions", async () => {
    const [ann, bob] = [someone(), someone()];
    const one = await addVectors(ann, [[1, 0]], MODEL);
    const two = await addVectors(ann, [[1, 0]], MODEL);
    await addVectors(ann, [[1, 0]], 'openai:other');
    await addVectors(ann, [[1, 0, 0]], MODEL);
    await addVectors(bob, [[1, 0]], MODEL);
    const idsOf = async (found: ReturnType<typeof similar>) =>
      (await found).passages.map(({ documentId }) => documentId);

    expect(new Set(await idsOf(similar(ann, [1, 0])))).to.deep.equal(new Set([one.id, two.id]));
    expect(await idsOf(similar(ann, [1, 0], { documentIds: [two.id] }))).to.deep.equal([two.id]);
    expect(await idsOf(similar(someone(), [1, 0]))).to.deep.equal([]);
    expect(await idsOf(similar(bob, [1, 0], { documentIds: [one.id] }))).to.deep.equal([]);
  });

  it('forgets the vectors of a removed document', async () => {
    const owner = someone();
    const { id } = await addVectors(owner, [[1, 0]]);

    await store.documents.remove(owner, id);

    expect(await similar(owner, [1, 0])).to.deep.equal({ passages: [], background: 0 });
  });

  it('keeps the vectors of a long document whole', async () => {
    const owner = someone();
    const vectors = Array.from({ length: 40 }, (_, at) => Array.from({ length: 16_000 }, (_, i) => (i === at ? 1 : 0)));
    const { id } = await addVectors(owner, vectors, MODEL); // 2.5 MB

    const { passages } = await similar(owner, vectors[37]!, { limit: 1 });

    expect(passages[0]).to.include({ documentId: id, position: 37, cosine: 1 });
  });
}
