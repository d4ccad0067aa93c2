import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import type { DocumentStore } from '../../../src/documents/document-store.ts';
import { openSqliteStore } from '../../../src/documents/sqlite/sqlite-store.ts';
import { StoreBusyError } from '../../../src/documents/store-failure.ts';
import { admitted } from '../../support/store-outcomes.ts';
import { uploadFile } from '../../support/upload-file.ts';

/** What a reading thread lets wait, and there are two. */
const WAITING_MAX = 1000;

describe('turns at the embedded store', () => {
  let folder: string;
  let store: DocumentStore;
  beforeEach(async () => {
    folder = await mkdtemp(`${tmpdir()}/docent-test-`);
    store = await openSqliteStore({ folder, storageMaxBytes: 1000 });
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  it('come to a caller with one call before those of another that came earlier with hundreds', async () => {
    const order: string[] = [];
    const asks = (owner: 'user:many' | 'user:one', count: number) =>
      Array.from({ length: count }, () => store.documents.get(owner, 'doc_none').then(() => void order.push(owner)));

    await Promise.all([...asks('user:many', 500), ...asks('user:one', 1)]);

    expect(order).to.have.length(501);
    expect(order.indexOf('user:one')).to.be.lessThan(20); // those under way, and one more of each reader
  });

  it('are refused to the caller that asks for too many at once, and to no other', async () => {
    const flood = Array.from({ length: 3 * WAITING_MAX }, () => store.documents.get('user:many', 'doc_none'));
    const others = Array.from({ length: 200 }, (_, n) => store.documents.get(`user:${n}`, 'doc_none'));

    const refused = (await Promise.allSettled(flood)).flatMap((each) =>
      each.status === 'rejected' ? [each.reason.code] : [],
    );

    expect(await Promise.all(others)).to.deep.equal(others.map(() => null));
    expect(refused.length).to.be.within(WAITING_MAX / 2, 2 * WAITING_MAX + 200);
    expect(new Set(refused)).to.deep.equal(new Set(['overloaded']));
  });

  it('that do not come are an outcome of a write, and a StoreBusyError of a read', async () => {
    const writes = Array.from({ length: 2 * WAITING_MAX }, () => store.documents.remove('user:many', 'doc_none'));
    const reads = Array.from({ length: 3 * WAITING_MAX }, () => store.documents.get('user:many', 'doc_none'));

    const [outcomes, settled] = await Promise.all([Promise.all(writes), Promise.allSettled(reads)]);

    expect(new Set(outcomes)).to.deep.equal(new Set(['unknown', 'busy']));
    const refused = settled.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    expect(refused).to.not.be.empty;
    expect(refused.every((reason) => reason instanceof StoreBusyError)).to.equal(true);
  });

  it('are taken while deletions wait for somebody who still reads the old files', async () => {
    const texts = ['one', 'two', 'three'];
    const documents = await Promise.all(
      texts.map(
        async (text) => admitted(await store.documents.admit('public', await uploadFile(folder, text, text))).document,
      ),
    );
    const reader = new DatabaseSync(join(folder, 'docent.db'));
    reader.exec('BEGIN; SELECT * FROM documents');
    const order: string[] = [];

    const removals = documents.map(({ id }) => store.documents.remove('public', id).then(() => order.push('removed')));
    await store.ping();
    order.push('ping');
    reader.close();
    await Promise.all(removals);

    expect(order).to.deep.equal(['ping', 'removed', 'removed', 'removed']);
  });
});
