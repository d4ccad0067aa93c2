import { expect } from 'chai';
import type { DocumentCopy } from '../../src/documents/copying/copying.ts';
import { placesOf, readCopy } from '../../src/documents/copying/read-copies.ts';
import { createTakeCopy } from '../../src/documents/copying/take-copy.ts';
import type { Document } from '../../src/documents/document.ts';
import { contentOf, MODEL, type OpenStore, someone, storeContract } from '../support/store-contract.ts';
import { uploadsIn } from '../support/upload-file.ts';

/** What every engine does behind `Copying`, and with copies. */
export function copyingContract(open: OpenStore): void {
  const { store, admit, add, addVectors, claim, bytesOf, find } = storeContract(open);
  const copyOf = async ({ owner, id }: Document): Promise<DocumentCopy> =>
    (await readCopy(store, { owner, id, createdAt: 0 }))!;
  /** Reads the document, removes it, and takes it back from its copy. */
  const carry = async (document: Document) => {
    const { bytes, ...copy } = await copyOf(document);
    const file = bytes && [Buffer.from(await bytesOf(document.owner, document.id))];
    await store.documents.remove(document.owner, document.id);
    await using uploads = await uploadsIn();
    const taken = await createTakeCopy({ store, uploads })({ ...copy, bytes: file && asyncOf(file) });
    return { taken, before: copy, after: (({ bytes: _, ...rest }) => rest)(await copyOf(document)) };
  };

  it('gives back documents as they were: text, passages and their vectors, and finds them as before', async () => {
    const owner = someone();
    await add(owner, 'Other words of other things.', 'other.txt');
    const plain = await add(owner, 'The heron waits on one leg. 😀 中文', 'heron.txt');
    const embedded = await addVectors(owner, [
      [1, 0],
      [0, 1],
      [0.6, 0.8],
    ]);
    const { passages } = await find(owner, 'Where does the heron wait?');

    const { document: paged } = await admit(owner, 'Page one. Page two.', 'paged.txt');
    const scannedPages = { unread: [2], byOcr: [3] };
    const content = contentOf('Page one. Page two.');
    const chunks = content.chunks.map((chunk) => ({ ...chunk, page: 1 }));
    const extract = { ...content.extract, pageStarts: [0, 10, 10], scannedPages };
    await store.ingestQueue.complete(await claim(), { ...content, chunks, extract, vectorsRefusedBy: MODEL });

    for (const document of [plain, embedded, paged]) {
      const { taken, before, after } = await carry(document);

      expect(taken).to.equal('taken');
      expect(after).to.deep.equal(before);
    }
    expect((await find(owner, 'Where does the heron wait?')).passages).to.deep.equal(passages);
  });

  it('gives back a document that failed, and one that waits', async () => {
    const owner = someone();
    const { document: failed } = await admit(owner, 'broken', 'a.txt');
    await store.ingestQueue.fail(await claim(), { code: 'no_text', message: 'None.', retry: false });
    const { document: waiting } = await admit(owner, 'waits', 'b.txt');

    for (const document of [failed, waiting]) {
      const { taken, before, after } = await carry(document);

      expect(taken).to.equal('taken');
      expect(after.document).to.deep.equal(before.document);
    }
    expect((await claim()).documentId).to.equal(waiting.id);
  });

  it('takes nothing twice, nothing without its file, and nothing whose bytes are others', async () => {
    const owner = someone();
    const document = await add(owner, 'once');
    const copy = await copyOf(document);
    await using uploads = await uploadsIn();
    const takeCopy = createTakeCopy({ store, uploads });
    const unknown = { ...copy, document: { ...document, ...copy.document, id: 'doc_new' } };

    expect(await takeCopy(copy)).to.equal('there');
    expect(await takeCopy({ ...unknown, bytes: null })).to.equal('without_file');
    expect(await takeCopy({ ...unknown, bytes: asyncOf([Buffer.from('twice')]) })).to.equal('gone');
    expect(await takeCopy({ ...unknown, bytes: asyncOf([Buffer.from('once')]) })).to.equal('as_other');
  });

  it('names every document of every owner once, by owner and age', async () => {
    const [one, other] = ['user:a', 'user:b'] as const;
    const ids = [];
    for (const owner of [other, one, other, one]) ids.push((await admit(owner, String(ids.length))).document.id);
    const places = [];
    for await (const { id } of placesOf(store)) places.push(id);

    expect(places).to.deep.equal([ids[1], ids[3], ids[0], ids[2]]);
    expect((await store.copying.placesAfter(null, 1)).map(({ id }) => id)).to.deep.equal([ids[1]]);
  });
}

async function* asyncOf(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}
