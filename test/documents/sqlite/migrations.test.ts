import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import { defineSealing } from '../../../src/documents/sqlite/define-sealing.ts';
import { MIGRATIONS } from '../../../src/documents/sqlite/migrations.ts';
import { openSqliteStore } from '../../../src/documents/sqlite/sqlite-store.ts';
import { claimed } from '../../support/store-outcomes.ts';

/** The first version that was kept by anybody. */
const FIRST = 2;
/** The last one that kept words unsealed. */
const LAST_PLAIN = 6;

describe('a data folder of an earlier version', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'docent-test-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  for (let version = FIRST; version < MIGRATIONS.length; version++)
    it(`(${version}) opens, keeps its documents and goes on with what it had begun`, async () => {
      write(folder, version);
      const store = await openSqliteStore({ folder, storageMaxBytes: 1e9 });
      try {
        expect(await store.documents.get('public', 'doc_old')).to.include({
          status: 'extracting',
          filename: 'old.txt',
        });
        await store.ingestQueue.releaseAll('dead', { died: true });
        const job = claimed(await store.ingestQueue.claim('tester', 30_000));
        expect(job).to.include({ documentId: 'doc_old', attempts: 1 });
        const extract = { text: 'old', pageStarts: [] };
        const chunks = [{ position: 0, start: 0, end: 3, page: null, text: 'old' }];
        expect(await store.ingestQueue.complete(job, { extract, chunks, terms: ['old'], vectors: null })).to.equal(
          'completed',
        );
        expect(await store.documents.get('public', 'doc_old')).to.include({ status: 'completed', chars: 3 });
      } finally {
        await store.close();
      }
    });
});

/** As a process leaves it that dies over its only document, which had failed once before. */
function write(folder: string, version: number): void {
  using database = new DatabaseSync(join(folder, 'docent.db'));
  const plain = Math.min(version, LAST_PLAIN);
  for (const migration of MIGRATIONS.slice(0, plain)) database.exec(migration);
  database.exec(`PRAGMA user_version = ${version};
    INSERT INTO libraries (owner, bytes) VALUES ('public', 3);
    INSERT INTO documents (id, owner, filename, bytes, sha256, media_type, status, progress, created_at, attempts, worker, lease, leased_until)
    VALUES ('doc_old', 'public', 'old.txt', 3, 'abc', 'text/plain', 'extracting', 5, 1, 1, 'dead', 'lease', 9000000000000);
    INSERT INTO file_parts (document, n, bytes) VALUES (1, 0, CAST('old' AS BLOB));`);
  defineSealing(database);
  for (const migration of MIGRATIONS.slice(plain, version)) database.exec(migration);
}
