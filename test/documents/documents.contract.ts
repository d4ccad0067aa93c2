import { expect } from 'chai';
import { contentOf, type OpenStore, someone, storeContract, UNFINISHED_MAX } from '../support/store-contract.ts';
import { admitted } from '../support/store-outcomes.ts';

/** What every engine behind `Documents` must do. */
export function documentsContract(open: OpenStore): void {
  const { store, another, upload, offer, admit, claim, add, list, find, bytesOf } = storeContract(open);

  it('makes one document of the same file sent twenty times at once to two processes', async () => {
    const owner = someone();
    await admit(owner, 'another');
    const file = await upload('one and the same');
    const both = [store, await another()] as const;

    const offers = await Promise.all(Array.from({ length: 20 }, (_, n) => both[n % 2]!.documents.admit(owner, file)));
    const admissions = offers.map(admitted);
    await both[1].close();

    expect(admissions.filter(({ outcome }) => outcome === 'created')).to.have.length(1);
    expect(new Set(admissions.map(({ document }) => document.id)).size).to.equal(1);
    expect((await list(owner)).total).to.equal(2);
  });

  it("keeps owners apart: the same file is each one's own, and another's id is unknown", async () => {
    const [ann, bob] = [someone(), someone()];
    const anns = await add(ann, 'Zeppelins float.');
    const bobs = await add(bob, 'Zeppelins float.');

    expect(anns.id).to.not.equal(bobs.id);
    expect(await store.documents.get(bob, anns.id)).to.equal(null);
    expect(await store.documents.text(bob, anns.id, 0, 9)).to.equal(null);
    expect(await store.originals.read(bob, anns.id)).to.equal(null);
    expect(await store.documents.remove(bob, anns.id)).to.equal('unknown');
    expect((await find(bob, 'zeppelins', [anns.id])).passages).to.deep.equal([]);
    expect((await find(bob, 'zeppelins')).passages.map(({ documentId }) => documentId)).to.deep.equal([bobs.id]);
  });

  it('gives back every slice and passage exactly where the parts of a long text may meet', async () => {
    const owner = someone();
    const text = `${'x'.repeat(8191)}😀${'y'.repeat(8190)}😀${'z'.repeat(9000)}`;
    const { document } = await admit(owner, text);
    const starts = [8189, 8190, 8191, 8192, 8193, 8194, 16_382, 16_383, 16_384, 16_385, 16_386, 16_387];
    const chunks = starts.map((start, position) => ({ position, start, end: start + 5, page: null, text: '' }));
    const content = { extract: { text, pageStarts: [] }, chunks, terms: starts.map(() => 'word'), vectors: null };
    await store.ingestQueue.complete(await claim(), content);

    const { passages } = await store.passageIndex.search({ owner, terms: ['word'], documentIds: null, limit: 20 });

    expect(passages).to.have.length(starts.length);
    for (const passage of passages) expect(passage.text).to.equal(text.slice(passage.start, passage.end));
    for (const start of starts)
      for (const end of [start, start + 1, start + 5, start + 9000]) {
        const slice = await store.documents.text(owner, document.id, start, end);
        expect(slice?.text, `${start}..${end}`).to.equal(text.slice(start, end));
      }
  });

  it('gives back the very text, and any slice of it', async () => {
    const owner = someone();
    const text = 'Über 😀 und\r\n中文 – fin';
    const { id } = await add(owner, text);

    expect(await store.documents.text(owner, id, 0, 1e9)).to.deep.equal({
      text,
      start: 0,
      end: text.length,
      totalChars: text.length,
    });
    expect(await store.documents.text(owner, id, 5, 7)).to.deep.include({ text: '😀', start: 5, end: 7 });
    expect(await store.documents.text(owner, id, 1e6, 1e9)).to.deep.include({
      text: '',
      start: text.length,
      end: text.length,
    });
  });

  it('has no text of a document before it is completed', async () => {
    const owner = someone();
    const { document } = await admit(owner, 'later');

    expect(await store.documents.text(owner, document.id, 0, 5)).to.equal(null);
    expect(await bytesOf(owner, document.id)).to.equal('later');
  });

  it('lists newest first, page by page, each document once, also while others arrive', async () => {
    const owner = someone();
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) ids.unshift((await admit(owner, `number ${n}`)).document.id);

    const first = await list(owner, { limit: 2 });
    await admit(owner, 'a late one');
    const second = await list(owner, { limit: 2, cursor: first.nextCursor });
    const third = await list(owner, { limit: 2, cursor: second.nextCursor });

    const seen = [first, second, third].flatMap(({ documents }) => documents.map(({ id }) => id));
    expect(seen).to.deep.equal(ids);
    expect([first.total, third.total, third.nextCursor]).to.deep.equal([5, 6, null]);
  });

  it('lists one status with its own total', async () => {
    const owner = someone();
    const done = await add(owner, 'done');
    await admit(owner, 'waiting');

    const { documents, total } = await list(owner, { status: 'completed' });

    expect([documents.map(({ id }) => id), total]).to.deep.equal([[done.id], 1]);
  });

  it('refuses a cursor that is not of this list', async () => {
    const [ann, bob] = [someone(), someone()];
    for (const text of ['one', 'two']) await admit(ann, text);
    const { nextCursor } = await list(ann, { limit: 1 });

    for (const [owner, cursor] of [
      [bob, nextCursor],
      [ann, 'x'],
      [ann, `${nextCursor}x`],
      [ann, ''],
    ] as const)
      expect(await store.documents.list(owner, { limit: 1, cursor, status: null })).to.equal('foreign_cursor');
  });

  it('takes no more than so many unfinished documents of an owner, and says when there may be a place', async () => {
    const [owner, other] = [someone(), someone()];
    for (let n = 1; n <= UNFINISHED_MAX; n++) await admit(owner, `waiting ${n}`);

    const refused = await offer(owner, 'one too many');

    const { unfinishedMax, retryAfterSeconds } = { unfinishedMax: UNFINISHED_MAX, retryAfterSeconds: 12 };
    expect(refused).to.deep.equal({ outcome: 'too_many_unfinished', unfinishedMax, retryAfterSeconds });
    expect((await list(owner)).total).to.equal(UNFINISHED_MAX);
    expect((await admit(owner, 'waiting 1')).outcome).to.equal('duplicate');
    expect((await admit(other, 'one too many')).outcome).to.equal('created');
    await store.ingestQueue.fail(await claim(), { code: 'no_text', message: '', retry: false });
    expect((await admit(owner, 'one too many')).outcome).to.equal('created');
    expect(await offer(owner, 'waiting 1')).to.include({ outcome: 'too_many_unfinished' }); // it failed, and would wait again
  });

  it('takes a failed document again under its id when the same file comes again', async () => {
    const owner = someone();
    const { document } = await admit(owner, 'second chance');
    await store.ingestQueue.fail(await claim(), { code: 'no_text', message: 'Nothing.', retry: false });
    expect(await store.documents.get(owner, document.id)).to.deep.include({
      status: 'failed',
      error: { code: 'no_text', message: 'Nothing.' },
    });

    const again = await admit(owner, 'second chance');

    expect(again.outcome).to.equal('requeued');
    expect(again.document).to.deep.include({ id: document.id, status: 'queued', error: null });
    expect((await claim()).attempts).to.equal(0);
  });

  it('removes a document whole, ends its ingestion, and tells the second caller that it was gone', async () => {
    const owner = someone();
    const done = await add(owner, 'gone for good');
    const { document: running } = await admit(owner, 'in the middle');
    const job = await claim();

    expect(
      await Promise.all([store.documents.remove(owner, done.id), store.documents.remove(owner, running.id)]),
    ).to.deep.equal(['removed', 'removed']);

    expect(await store.documents.remove(owner, done.id)).to.equal('unknown');
    expect([
      await store.documents.get(owner, done.id),
      await store.documents.text(owner, done.id, 0, 1),
      await store.originals.read(owner, done.id),
    ]).to.deep.equal([null, null, null]);
    expect(await store.ingestQueue.complete(job, contentOf('in the middle'))).to.equal('lost');
    const { passages, corpus } = await find(owner, 'gone middle');
    expect(passages).to.deep.equal([]);
    expect(corpus).to.deep.equal({
      chunks: 0,
      averageTerms: 0,
      documentFrequency: [0, 0],
      completedDocuments: 0,
      pendingDocuments: 0,
    });
  });

  it('keeps what it acknowledged when it is opened again', async () => {
    const owner = someone();
    const { id } = await add(owner, 'durable');
    const other = await another();

    expect(await other.documents.text(owner, id, 0, 7)).to.deep.include({ text: 'durable' });
    await other.close();
  });
}
