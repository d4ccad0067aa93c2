import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import fc from 'fast-check';
import type { DocumentStore } from '../../../src/documents/document-store.ts';
import { openSqliteStore } from '../../../src/documents/sqlite/sqlite-store.ts';
import { contentOf } from '../../support/store-contract.ts';
import { admitted, claimed } from '../../support/store-outcomes.ts';
import { uploadFile } from '../../support/upload-file.ts';

const OWNER = 'user:ann';
/** So many documents that pages of the index are split and joined again. */
const AT_FIRST = 24;

type Kept = { id: string; filename: string; text: string; words: string[]; secret: string };
type Step = { remove: number } | { add: number };

/** Texts of a few words up to some pages; every word of theirs is nowhere else. */
const words = fc.integer({ min: 3, max: 120 });
const steps = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: fc.record({ remove: fc.nat() }) },
    { weight: 1, arbitrary: fc.record({ add: words }) },
  ),
  { minLength: 30, maxLength: 60 },
);

describe('the files of the embedded store', () => {
  let folder: string;
  let uploads: string;
  let store: DocumentStore;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'docent-test-'));
    uploads = await mkdtemp(join(tmpdir(), 'docent-test-'));
    store = await openSqliteStore({ folder, storageMaxBytes: 1e9 });
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true });
    await rm(uploads, { recursive: true });
  });

  it('hold no word of any document, and of a deleted one not even what would open it, whatever came and went', async () => {
    const property = fc.asyncProperty(steps, async (given) => {
      const kept: Kept[] = [];
      const gone: Kept[] = [];
      for (let n = 0; n < AT_FIRST; n++) kept.push(await add(10 + n));
      for (const step of given) await take(step, kept, gone);

      const files = await contents();

      expect([...kept, ...gone].filter(({ words: all }) => all.some((word) => files.includes(word)))).to.deep.equal([]);
      expect(gone.filter(({ secret }) => files.includes(secret))).to.deep.equal([]);
      expect(kept.filter(({ secret }) => !files.includes(secret))).to.deep.equal([]); // this way of looking finds what is there
      for (const document of kept.slice(0, 5)) await expectWhole(document);
      for (const { id } of kept) await store.documents.remove(OWNER, id);
    });

    await fc.assert(property, { numRuns: 2, endOnFailure: true });
  });

  async function take(step: Step, kept: Kept[], gone: Kept[]): Promise<void> {
    if ('add' in step) return void kept.push(await add(step.add));
    const [document] = kept.splice(step.remove % kept.length, 1);
    expect(await store.documents.remove(OWNER, document!.id)).to.equal('removed');
    gone.push(document!);
  }

  async function add(count: number): Promise<Kept> {
    const all = Array.from({ length: count }, newWord);
    const filename = `${all[0]}.txt`;
    const text = `${all.join(' ')}. ${'It eats moss and sleeps a lot. '.repeat(count)}`;
    const { document } = admitted(await store.documents.admit(OWNER, await uploadFile(uploads, text, filename)));
    const job = claimed(await store.ingestQueue.claim('tester', 30_000));
    expect(await store.ingestQueue.complete(job, contentOf(text))).to.equal('completed');
    return { id: document.id, filename, text, words: all, secret: newestSecret() };
  }

  function newestSecret(): string {
    using database = new DatabaseSync(join(folder, 'docent.db'));
    const { secret } = database.prepare('SELECT secret FROM secrets ORDER BY document DESC LIMIT 1').get() as {
      secret: Uint8Array;
    };
    return Buffer.from(secret).toString('latin1');
  }

  /** All that stands in the folder; UTF-16 becomes UTF-8 without its zeros, names of files count, too. */
  async function contents(): Promise<string> {
    const names = await readdir(folder, { recursive: true });
    const read = names.map((name) => readFile(join(folder, name), 'latin1').catch(() => ''));
    const files = [...names, ...(await Promise.all(read))].join('\n');
    return `${files}\n${files.replaceAll('\0', '')}`;
  }

  async function expectWhole({ id, filename, text, words: all }: Kept): Promise<void> {
    expect(await store.documents.get(OWNER, id)).to.include({ filename });
    expect((await store.documents.text(OWNER, id, 0, text.length))?.text).to.equal(text);
    const { passages } = await store.passageIndex.search({
      owner: OWNER,
      terms: [all.at(-1)!],
      documentIds: null,
      limit: 5,
    });
    expect(passages.map(({ documentId }) => documentId)).to.deep.equal([id]);
    const pieces: Uint8Array[] = [];
    for await (const piece of (await store.originals.read(OWNER, id))!.bytes) pieces.push(piece);
    expect(Buffer.concat(pieces).toString()).to.equal(text);
  }
});

/** A word that nothing else has, and that stemming leaves alone. */
function newWord(): string {
  return `zq${randomUUID().replaceAll('-', '').slice(0, 16)}x`;
}
