import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { expect } from 'chai';
import type { Document, Owner } from '../../src/documents/document.ts';
import type { ChunkVectors, Content, DocumentStore, Job } from '../../src/documents/document-store.ts';
import { chunk } from '../../src/documents/ingestion/chunk.ts';
import { terms } from '../../src/text/words.ts';
import { failure } from '../support/failure.ts';
import { uploadFile } from '../support/upload-file.ts';

export type StoreUnderTest = {
  store: DocumentStore;
  /** A second store on the same data, as another process has it. */
  another(): Promise<DocumentStore>;
  /** Ends everything and removes the data. */
  dispose(): Promise<void>;
};

const LEASE_MS = 30_000;
const STORAGE_MAX_BYTES = 4_000_000;
const UNFINISHED_MAX = 6;

/** What every engine behind the port must do. `open` makes a new, empty one whose owners may keep `storageMaxBytes`, six documents unfinished. */
export function documentStoreContract(
  open: (options: { storageMaxBytes: number; unfinishedMax: number }) => Promise<StoreUnderTest>,
): void {
  let engine: StoreUnderTest;
  let store: DocumentStore;
  let folder: string;
  beforeEach(async () => {
    engine = await open({ storageMaxBytes: STORAGE_MAX_BYTES, unfinishedMax: UNFINISHED_MAX });
    store = engine.store;
    folder = await mkdtemp(`${tmpdir()}/docent-test-`);
  });
  afterEach(async () => {
    await engine.dispose();
    await rm(folder, { recursive: true });
  });

  const someone = (): Owner => `user:${randomUUID()}`;
  const admit = async (owner: Owner, text: string, filename?: string) =>
    store.admit(owner, await uploadFile(folder, text, filename));
  const add = async (owner: Owner, text: string, filename?: string): Promise<Document> => {
    const { document } = await admit(owner, text, filename);
    expect(await store.complete(await claim(), contentOf(text))).to.equal('completed');
    return document;
  };
  const claim = async (leaseMs = LEASE_MS): Promise<Job> => (await store.claim('tester', leaseMs))!;
  const find = (owner: Owner, question: string, documentIds: string[] | null = null) =>
    store.search({ owner, terms: terms(question), documentIds, limit: 10 });
  const bytesOf = async (owner: Owner, id: string) => {
    const pieces: Uint8Array[] = [];
    for await (const piece of (await store.original(owner, id))!.bytes) pieces.push(piece);
    return Buffer.concat(pieces).toString();
  };

  it('makes one document of the same file sent twenty times at once', async () => {
    const owner = someone();
    const upload = await uploadFile(folder, 'one and the same');

    const admissions = await Promise.all(Array.from({ length: 20 }, () => store.admit(owner, upload)));

    expect(admissions.filter(({ outcome }) => outcome === 'created')).to.have.length(1);
    expect(new Set(admissions.map(({ document }) => document.id)).size).to.equal(1);
    expect((await store.list(owner, { limit: 10, cursor: null, status: null })).total).to.equal(1);
  });

  it("keeps owners apart: the same file is each one's own, and another's id is unknown", async () => {
    const [ann, bob] = [someone(), someone()];
    const anns = await add(ann, 'Zeppelins float.');
    const bobs = await add(bob, 'Zeppelins float.');

    expect(anns.id).to.not.equal(bobs.id);
    expect(await store.get(bob, anns.id)).to.equal(null);
    expect(await store.text(bob, anns.id, 0, 9)).to.equal(null);
    expect(await store.original(bob, anns.id)).to.equal(null);
    expect(await store.remove(bob, anns.id)).to.equal(false);
    expect((await find(bob, 'zeppelins', [anns.id])).passages).to.deep.equal([]);
    expect((await find(bob, 'zeppelins')).passages.map(({ documentId }) => documentId)).to.deep.equal([bobs.id]);
  });

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

  it('gives back every slice and passage exactly where the parts of a long text may meet', async () => {
    const owner = someone();
    const text = `${'x'.repeat(8191)}😀${'y'.repeat(8190)}😀${'z'.repeat(9000)}`;
    const { document } = await admit(owner, text);
    const starts = [8189, 8190, 8191, 8192, 8193, 8194, 16_382, 16_383, 16_384, 16_385, 16_386, 16_387];
    const chunks = starts.map((start, position) => ({ position, start, end: start + 5, page: null, text: '' }));
    const content = { extract: { text, pageStarts: [] }, chunks, terms: starts.map(() => 'word'), vectors: null };
    await store.complete(await claim(), content);

    const { passages } = await store.search({ owner, terms: ['word'], documentIds: null, limit: 20 });

    expect(passages).to.have.length(starts.length);
    for (const passage of passages) expect(passage.text).to.equal(text.slice(passage.start, passage.end));
    for (const start of starts)
      for (const end of [start, start + 1, start + 5, start + 9000]) {
        const slice = await store.text(owner, document.id, start, end);
        expect(slice?.text, `${start}..${end}`).to.equal(text.slice(start, end));
      }
  });

  it('counts documents that are still on their way as pending', async () => {
    const owner = someone();
    const { document } = await admit(owner, 'not yet');

    expect((await find(owner, 'yet')).corpus).to.include({ completedDocuments: 0, pendingDocuments: 1 });
    expect((await find(owner, 'yet', [document.id])).corpus).to.include({ pendingDocuments: 1 });
  });

  it('gives back the very bytes and the very text', async () => {
    const owner = someone();
    const text = 'Über 😀 und\r\n中文 – fin';
    const { id } = await add(owner, text);

    expect(await bytesOf(owner, id)).to.equal(text);
    expect(await store.text(owner, id, 0, 1e9)).to.deep.equal({
      text,
      start: 0,
      end: text.length,
      totalChars: text.length,
    });
    expect(await store.text(owner, id, 5, 7)).to.deep.include({ text: '😀', start: 5, end: 7 });
    expect(await store.text(owner, id, 1e6, 1e9)).to.deep.include({ text: '', start: text.length, end: text.length });
  });

  it('has no text of a document before it is completed', async () => {
    const owner = someone();
    const { document } = await admit(owner, 'later');

    expect(await store.text(owner, document.id, 0, 5)).to.equal(null);
    expect(await bytesOf(owner, document.id)).to.equal('later');
  });

  it('lists newest first, page by page, each document once, also while others arrive', async () => {
    const owner = someone();
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) ids.unshift((await admit(owner, `number ${n}`)).document.id);

    const first = await store.list(owner, { limit: 2, cursor: null, status: null });
    await admit(owner, 'a late one');
    const second = await store.list(owner, { limit: 2, cursor: first.nextCursor, status: null });
    const third = await store.list(owner, { limit: 2, cursor: second.nextCursor, status: null });

    const seen = [first, second, third].flatMap(({ documents }) => documents.map(({ id }) => id));
    expect(seen).to.deep.equal(ids);
    expect([first.total, third.total, third.nextCursor]).to.deep.equal([5, 6, null]);
  });

  it('lists one status with its own total', async () => {
    const owner = someone();
    const done = await add(owner, 'done');
    await admit(owner, 'waiting');

    const { documents, total } = await store.list(owner, { limit: 10, cursor: null, status: 'completed' });

    expect([documents.map(({ id }) => id), total]).to.deep.equal([[done.id], 1]);
  });

  it('refuses a cursor that is not of this list', async () => {
    const [ann, bob] = [someone(), someone()];
    for (const text of ['one', 'two']) await admit(ann, text);
    const { nextCursor } = await store.list(ann, { limit: 1, cursor: null, status: null });

    for (const [owner, cursor] of [
      [bob, nextCursor],
      [ann, 'x'],
      [ann, `${nextCursor}x`],
      [ann, ''],
    ] as const)
      expect(await failure(store.list(owner, { limit: 1, cursor, status: null }))).to.include({
        code: 'invalid_request',
      });
  });

  describe('the share of an owner', () => {
    /** A file for which, as a text takes twice its size, so much of the share is left free. */
    const fill = (owner: Owner, leftBytes: number, filename = 'fill.txt') =>
      admit(owner, 'x'.repeat((STORAGE_MAX_BYTES - leftBytes) / 2), filename);

    it('takes in what will fit, text and index counted, and not one byte more until there is room', async () => {
      const owner = someone();
      const { document } = await fill(owner, 2);

      expect(await failure(admit(owner, 'yy'))).to.include({ code: 'quota_exceeded' });
      expect((await admit(owner, 'y')).outcome).to.equal('created');
      expect((await store.list(owner, { limit: 10, cursor: null, status: null })).total).to.equal(2);
      await store.remove(owner, document.id);
      expect((await admit(owner, 'zz')).outcome).to.equal('created');
    });

    it('is exact once a document is completed: what passes it fails, and leaves nothing', async () => {
      const owner = someone();
      const { document } = await admit(owner, 'small');
      const values = new Float32Array(STORAGE_MAX_BYTES / 4);
      const tooMuch = { ...contentOf('small'), vectors: { model: 'm', dimensions: values.length, values } };

      expect(await store.complete(await claim(), tooMuch)).to.equal('over_quota');

      expect(await store.get(owner, document.id)).to.deep.include({ status: 'failed', chunkCount: null });
      expect((await store.get(owner, document.id))?.error?.code).to.equal('quota_exceeded');
      expect([await store.original(owner, document.id), await store.text(owner, document.id, 0, 1)]).to.deep.equal([
        null,
        null,
      ]);
      expect((await find(owner, 'small')).corpus).to.include({ chunks: 0, pendingDocuments: 0 });
      const { document: other } = await fill(owner, 0); // all of the share is free again
      await store.remove(owner, other.id);
      const again = await admit(owner, 'small');
      expect([again.outcome, again.document.id]).to.deep.equal(['requeued', document.id]);
      expect(await store.complete(await claim(), contentOf('small'))).to.equal('completed');
      expect(await bytesOf(owner, document.id)).to.equal('small');
    });

    it('counts the text, the index and the vectors of what is completed, and nothing of what is removed', async () => {
      const owner = someone();
      const text = Array.from({ length: 1000 }, (_, n) => `word${n}`).join(' ');
      const content = contentOf(text);
      const values = new Float32Array(1000 * content.chunks.length);
      const { document } = await admit(owner, text);
      await store.complete(await claim(), { ...content, vectors: { model: 'm', dimensions: 1000, values } });
      const least = 2 * text.length + values.byteLength + 10 * 1000; // each word stands in the index

      expect(await failure(fill(owner, least))).to.include({ code: 'quota_exceeded' });
      expect((await fill(owner, least + 100_000)).outcome).to.equal('created');
      await store.remove(owner, document.id);
      for (const { id } of (await store.list(owner, { limit: 10, cursor: null, status: null })).documents)
        await store.remove(owner, id);
      expect((await fill(owner, 0, 'all.txt')).outcome).to.equal('created');
    });

    it('has room again for what a failed document was expected to become, but keeps its original', async () => {
      const owner = someone();
      const half = STORAGE_MAX_BYTES / 2;
      await admit(owner, 'x'.repeat(half));
      await store.fail(await claim(), { code: 'corrupt_file', message: '', retry: false });

      expect(await failure(admit(owner, 'y'.repeat(half / 2 + 1)))).to.include({ code: 'quota_exceeded' });
      expect((await admit(owner, 'y'.repeat(half / 2))).outcome).to.equal('created');
      expect(await failure(admit(owner, 'x'.repeat(half)))).to.include({ code: 'quota_exceeded' }); // once more
    });

    it('takes no vectors that pass it, and asks for them no more', async () => {
      const owner = someone();
      const { id } = await add(owner, 'Zeppelins float.');
      const values = new Float32Array(STORAGE_MAX_BYTES / 4);
      const job = (await store.claimEmbedding('big', null, LEASE_MS))!;

      expect(await store.embed(job, { model: 'big', dimensions: values.length, values })).to.equal(true);

      expect((await store.get(owner, id))?.embeddingModel).to.equal(null);
      expect(await store.claimEmbedding('big', null, LEASE_MS)).to.equal(null);
      expect(await store.lacksVectors('big')).to.equal(false);
      const other = (await store.claimEmbedding('small', null, LEASE_MS))!;
      expect(await store.embed(other, { model: 'small', dimensions: 1, values: Float32Array.of(1) })).to.equal(true);
      expect((await store.get(owner, id))?.embeddingModel).to.equal('small');
    });

    it('holds when six documents are completed at once', async () => {
      const owner = someone();
      await fill(owner, 100_000);
      await store.fail(await claim(), { code: 'no_text', message: '', retry: false });
      const words = (n: number) => Array.from({ length: 10_000 }, (_, at) => `w${n}x${at}`).join(' ');
      const taken = await Promise.all(
        Array.from({ length: UNFINISHED_MAX }, (_, n) => admit(owner, words(n), `${n}.txt`)),
      );
      const ends = await Promise.all(taken.map(async (_, n) => store.complete(await claim(), contentOf(words(n)))));

      expect(ends.filter((end) => end === 'completed').length).to.be.within(1, 4);
      expect(new Set(ends)).to.deep.equal(new Set(['completed', 'over_quota']));
    });
  });

  it('takes no more than so many unfinished documents of an owner, and says when there may be a place', async () => {
    const [owner, other] = [someone(), someone()];
    for (let n = 1; n <= UNFINISHED_MAX; n++) await admit(owner, `waiting ${n}`);

    const refused = await failure(admit(owner, 'one too many'));

    expect(refused).to.include({ code: 'rate_limited', retryAfterSeconds: 12 });
    expect(refused).to.have.property('extra').that.deep.equals({ policy: 'ingest', retry_after: 12 });
    expect((await store.list(owner, { limit: 10, cursor: null, status: null })).total).to.equal(UNFINISHED_MAX);
    expect((await admit(owner, 'waiting 1')).outcome).to.equal('duplicate');
    expect((await admit(other, 'one too many')).outcome).to.equal('created');
    await store.fail(await claim(), { code: 'no_text', message: '', retry: false });
    expect((await admit(owner, 'one too many')).outcome).to.equal('created');
    expect(await failure(admit(owner, 'waiting 1'))).to.include({ code: 'rate_limited' }); // it failed, and would wait again
  });

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
    const other = await engine.another();

    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, n) => [store, other][n % 2]!.claim('many', LEASE_MS)),
    );

    expect(claims.filter((job) => job?.documentId === document.id)).to.have.length(1);
    await other.close();
  });

  it('retakes a job whose lease has ended, and the old lease then acts on nothing', async () => {
    const owner = someone();
    const { document } = await admit(owner, 'retaken');
    const old = await claim(0);
    const current = await claim();

    expect(await store.advance(old, { status: 'extracting', progress: 5, leaseMs: LEASE_MS })).to.equal(false);
    expect(await store.complete(old, contentOf('retaken'))).to.equal('lost');
    expect(await store.fail(old, { code: 'internal', message: '', retry: false })).to.equal(false);
    await store.release(old);
    expect((await find(owner, 'retaken')).passages).to.deep.equal([]);
    expect(await store.complete(current, contentOf('retaken'))).to.equal('completed');
    expect(await store.get(owner, document.id)).to.include({
      status: 'completed',
      progress: 100,
      chunkCount: 1,
      chars: 7,
    });
  });

  it('counts an attempt from its claim on, and gives it back with an orderly release', async () => {
    await admit(someone(), 'again and again');
    const released = await claim();
    await store.release(released);
    const expired = await claim(0);
    const last = await claim();

    expect([released.attempts, expired.attempts, last.attempts]).to.deep.equal([0, 0, 1]);
  });

  it('puts a document whose attempt failed back into the queue, or ends it', async () => {
    const { document } = await admit(someone(), 'bad luck');

    expect(await store.fail(await claim(), { code: 'internal', message: '', retry: true })).to.equal(true);

    expect(await store.get(document.owner, document.id)).to.deep.include({ status: 'queued', error: null });
    expect(await store.claim('tester', LEASE_MS)).to.equal(null); // for a moment
  });

  it('hands back what a dead worker held, with its attempt counted, and nothing of another', async () => {
    const { document } = await admit(someone(), 'mine');
    await store.claim('dead', LEASE_MS);
    await admit(someone(), 'other');
    await store.claim('alive', LEASE_MS);

    expect(await store.holders()).to.have.members(['dead', 'alive']);
    await store.releaseAll('dead', { died: true });

    expect(await store.claim('heir', LEASE_MS)).to.include({ documentId: document.id, attempts: 1 });
    expect(await store.claim('heir', LEASE_MS)).to.equal(null);
  });

  it('hands back what a living worker lost sight of, uncounted', async () => {
    const { document } = await admit(someone(), 'lost sight of');
    await store.claim('tester', LEASE_MS);

    await store.releaseAll('tester', { died: false });

    expect(await store.claim('tester', LEASE_MS)).to.include({ documentId: document.id, attempts: 0 });
  });

  it('takes a failed document again under its id when the same file comes again', async () => {
    const owner = someone();
    const { document } = await admit(owner, 'second chance');
    await store.fail(await claim(), { code: 'no_text', message: 'Nothing.', retry: false });
    expect(await store.get(owner, document.id)).to.deep.include({
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

    expect(await Promise.all([store.remove(owner, done.id), store.remove(owner, running.id)])).to.deep.equal([
      true,
      true,
    ]);

    expect(await store.remove(owner, done.id)).to.equal(false);
    expect([
      await store.get(owner, done.id),
      await store.text(owner, done.id, 0, 1),
      await store.original(owner, done.id),
    ]).to.deep.equal([null, null, null]);
    expect(await store.complete(job, contentOf('in the middle'))).to.equal('lost');
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
    const other = await engine.another();

    expect(await other.text(owner, id, 0, 7)).to.deep.include({ text: 'durable' });
    await other.close();
  });

  describe('vectors', () => {
    const MODEL = 'openai:embed';
    const SIZE = 12;
    /** A document of one chunk a vector. */
    const addVectors = async (owner: Owner, vectors: number[][], model = MODEL): Promise<Document> => {
      const text = vectors.map((_, at) => `passage ${at}`.padEnd(SIZE)).join('');
      const { document } = await admit(owner, text, `${randomUUID()}.txt`);
      const chunks = vectors.map((_, position) => {
        const [start, end] = [position * SIZE, (position + 1) * SIZE];
        return { position, start, end, page: null, text: text.slice(start, end) };
      });
      const content = { extract: { text, pageStarts: [] }, chunks, terms: chunks.map(() => 'word') };
      await store.complete(await claim(), { ...content, vectors: chunkVectors(vectors, model) });
      return document;
    };
    const similar = (
      owner: Owner,
      vector: number[],
      { documentIds = null as string[] | null, model = MODEL, limit = 10 } = {},
    ) => store.similar({ owner, documentIds, limit, vector: { model, values: Float32Array.from(vector) } });

    it('finds the passages by their exact cosine, and says what unrelated ones have', async () => {
      const owner = someone();
      const near = await addVectors(owner, [
        [0, 1],
        [1, 0],
      ]);
      const far = await addVectors(owner, [
        [0.6, 0.8],
        [0, -1],
      ]);

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
      expect((await store.text(owner, near.id, best!.start, best!.end))?.text).to.equal(best?.text);
      expect((await store.get(owner, near.id))?.embeddingModel).to.equal(MODEL);
    });

    it("compares nobody else's vectors, no other document's, no other model's, and none of other dimensions", async () => {
      const [ann, bob] = [someone(), someone()];
      const one = await addVectors(ann, [[1, 0]]);
      const two = await addVectors(ann, [[1, 0]]);
      await addVectors(ann, [[1, 0]], 'openai:other');
      await addVectors(ann, [[1, 0, 0]]);
      await addVectors(bob, [[1, 0]]);
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

      await store.remove(owner, id);

      expect(await similar(owner, [1, 0])).to.deep.equal({ passages: [], background: 0 });
    });

    it('hands a completed document without vectors of the model to one embedder at a time', async () => {
      const owner = someone();
      const { id } = await add(owner, 'Zeppelins float.');
      await addVectors(owner, [[1, 0]]);

      expect(await store.lacksVectors(MODEL)).to.equal(true);
      const job = (await store.claimEmbedding(MODEL, null, LEASE_MS))!;
      expect(job).to.deep.include({ owner, documentId: id });
      expect(job.chunks.map(({ text }) => text)).to.deep.equal(['Zeppelins float.']);
      expect(await store.claimEmbedding(MODEL, null, LEASE_MS)).to.equal(null);
      expect(await store.embed(job, chunkVectors([[0, 1]], MODEL))).to.equal(true);

      expect((await similar(owner, [0, 1])).passages[0]).to.include({ documentId: id, cosine: 1 });
      expect((await store.get(owner, id))?.embeddingModel).to.equal(MODEL);
      expect(await store.lacksVectors(MODEL)).to.equal(false);
      expect(await store.lacksVectors('openai:newer')).to.equal(true);
    });

    it('takes vectors only from who holds the document, and takes a claim back', async () => {
      const owner = someone();
      const { id } = await add(owner, 'Zeppelins float.');
      const late = (await store.claimEmbedding(MODEL, null, 0))!;
      const other = (await store.claimEmbedding(MODEL, null, LEASE_MS))!;

      expect(await store.embed(late, chunkVectors([[1, 0]], MODEL))).to.equal(false);
      expect(await store.embed(other, null)).to.equal(true);
      const again = (await store.claimEmbedding(MODEL, null, LEASE_MS))!;
      await store.remove(owner, id);
      expect(await store.embed(again, chunkVectors([[1, 0]], MODEL))).to.equal(false);
      expect((await similar(owner, [1, 0])).passages).to.deep.equal([]);
    });

    it('hands out no document that the model has refused, until another model asks', async () => {
      const owner = someone();
      const { id } = await add(owner, 'Zeppelins float.');
      const job = (await store.claimEmbedding(MODEL, null, LEASE_MS))!;

      await store.refuseEmbedding(job, MODEL);

      expect(await store.get(owner, id)).to.include({ embeddingModel: null, vectorsRefusedBy: MODEL });
      expect(await store.lacksVectors(MODEL)).to.equal(false);
      expect(await store.claimEmbedding(MODEL, 2, LEASE_MS)).to.equal(null);
      expect((await store.claimEmbedding('openai:newer', 2, LEASE_MS))?.documentId).to.equal(id);
    });

    it('keeps with a document which model refused it at its ingestion', async () => {
      const owner = someone();
      const { document } = await admit(owner, 'Zeppelins float.', 'refused.txt');
      await store.complete(await claim(), { ...contentOf('Zeppelins float.'), vectorsRefusedBy: MODEL });

      expect((await store.get(owner, document.id))?.vectorsRefusedBy).to.equal(MODEL);
      expect(await store.claimEmbedding(MODEL, null, LEASE_MS)).to.equal(null);
    });

    it('hands out documents whose vectors have other dimensions than the model gives now', async () => {
      const owner = someone();
      const { id } = await addVectors(owner, [[1, 0]]);
      expect(await store.claimEmbedding(MODEL, null, LEASE_MS)).to.equal(null);
      expect(await store.claimEmbedding(MODEL, 2, LEASE_MS)).to.equal(null);

      const job = (await store.claimEmbedding(MODEL, 3, LEASE_MS))!;
      expect(job).to.include({ documentId: id, hasOtherDimensions: true });
      await store.embed(job, chunkVectors([[0, 0, 1]], MODEL));

      expect(await store.claimEmbedding(MODEL, 3, LEASE_MS)).to.equal(null);
      expect((await similar(owner, [0, 0, 1])).passages[0]).to.include({ documentId: id, cosine: 1 });
    });

    it('keeps the vectors of a long document whole', async () => {
      const owner = someone();
      const vectors = Array.from({ length: 40 }, (_, at) =>
        Array.from({ length: 16_000 }, (_, i) => (i === at ? 1 : 0)),
      );
      const { id } = await addVectors(owner, vectors); // 2.5 MB

      const { passages } = await similar(owner, vectors[37]!, { limit: 1 });

      expect(passages[0]).to.include({ documentId: id, position: 37, cosine: 1 });
    });
  });
}

function chunkVectors(vectors: number[][], model: string): ChunkVectors {
  return { model, dimensions: vectors[0]!.length, values: Float32Array.from(vectors.flat()) };
}

function contentOf(text: string): Content {
  const extract = { text, pageStarts: [] };
  const chunks = chunk(extract);
  return { extract, chunks, terms: chunks.map((each) => terms(each.text).join(' ')), vectors: null };
}
