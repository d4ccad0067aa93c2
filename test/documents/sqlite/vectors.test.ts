import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import { openSqliteStore } from '../../../src/documents/sqlite/sqlite-store.ts';
import { admitted, claimed } from '../../support/store-outcomes.ts';
import { uploadFile } from '../../support/upload-file.ts';

describe('vectors in SQLite', () => {
  it('are gone from the file with their document', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'docent-test-'));
    const store = await openSqliteStore({ folder, storageMaxBytes: 1e6 });
    const { document } = admitted(await store.documents.admit('public', await uploadFile(folder, 'abc')));
    const chunks = [{ position: 0, start: 0, end: 3, page: null, text: 'abc' }];
    const vectors = { model: 'm', dimensions: 2, values: Float32Array.of(1, 0) };
    await store.ingestQueue.complete(claimed(await store.ingestQueue.claim('tester', 30_000)), {
      extract: { text: 'abc', pageStarts: [] },
      chunks,
      terms: ['abc'],
      vectors,
    });
    const database = new DatabaseSync(join(folder, 'docent.db'));
    const rows = database.prepare('SELECT count(*) AS count FROM vectors');
    expect(rows.get()).to.include({ count: 1 });

    await store.documents.remove('public', document.id);

    expect(rows.get()).to.include({ count: 0 });
    database.close();
    await store.close();
    await rm(folder, { recursive: true });
  });
});
