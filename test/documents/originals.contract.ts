import { expect } from 'chai';
import { failure } from '../support/failure.ts';
import { type OpenStore, someone, storeContract } from '../support/store-contract.ts';

/** What every engine behind `Originals` must do. */
export function originalsContract(open: OpenStore): void {
  const { store, admit, add } = storeContract(open);

  it('gives back the very bytes, in order, in pieces of at most 64 KiB', async () => {
    const owner = someone();
    const text = `Über 😀 und\r\n中文 – fin ${'0123456789'.repeat(20_000)}`;
    const { document } = await admit(owner, text);

    const original = await store.originals.read(owner, document.id);
    const pieces: Uint8Array[] = [];
    for await (const piece of original!.bytes) pieces.push(piece);

    expect(original?.document).to.deep.equal(document);
    expect(Buffer.concat(pieces).toString()).to.equal(text);
    expect(Math.max(...pieces.map(({ length }) => length))).to.be.at.most(64 * 1024);
  });

  it('has none of an unknown document, nor of another owner’s', async () => {
    const { id } = await add(someone(), 'mine');

    expect(await store.originals.read(someone(), id)).to.equal(null);
    expect(await store.originals.read(someone(), 'doc_unknown')).to.equal(null);
  });

  it('fails who reads on after the document was removed', async () => {
    const owner = someone();
    const { id } = await add(owner, 'gone');
    const { bytes } = (await store.originals.read(owner, id))!;
    await store.documents.remove(owner, id);

    const reading = (async () => {
      for await (const _ of bytes);
    })();

    expect(await failure(reading)).to.include({ code: 'not_found' });
    expect(await store.originals.read(owner, id)).to.equal(null);
  });
}
