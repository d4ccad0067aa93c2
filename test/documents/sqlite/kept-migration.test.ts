import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import type { DocumentStore } from '../../../src/documents/document-store.ts';
import { chunk } from '../../../src/documents/ingestion/chunk.ts';
import { MIGRATIONS } from '../../../src/documents/sqlite/migrations.ts';
import { openSqliteStore } from '../../../src/documents/sqlite/sqlite-store.ts';
import { terms } from '../../../src/text/words.ts';
import { admitted, claimed, page } from '../../support/store-outcomes.ts';
import { uploadFile } from '../../support/upload-file.ts';

const OWNER = 'user:ann';
const TEXTS = [1, 2, 3].map((n) => Array.from({ length: 500 * n }, (_, at) => `word${n}x${at}`).join(' '));

describe('usage in a data folder of an earlier version', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'docent-test-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const open = (storageMaxBytes: number) => openSqliteStore({ folder, storageMaxBytes });
  const add = async (store: DocumentStore, text: string) => {
    const { document } = admitted(await store.documents.admit(OWNER, await uploadFile(folder, text, text.slice(0, 9))));
    const extract = { text, pageStarts: [] };
    const chunks = chunk(extract);
    const vectors = { model: 'm', dimensions: 3, values: new Float32Array(3 * chunks.length).fill(0.5) };
    const indexed = chunks.map((each) => terms(each.text).join(' '));
    await store.ingestQueue.complete(claimed(await store.ingestQueue.claim('tester', 30_000)), {
      extract,
      chunks,
      terms: indexed,
      vectors,
    });
    return document;
  };
  const used = () => {
    const database = new DatabaseSync(join(folder, 'docent.db'));
    const { bytes } = database.prepare('SELECT bytes FROM libraries').get() as { bytes: number };
    const { kept } = database.prepare('SELECT sum(kept) AS kept FROM documents').get() as { kept: number };
    database.close();
    return { bytes, kept };
  };

  it('is opened with what its documents take counted as if they came now, and gives all of it back', async () => {
    const before = await open(1e9);
    for (const text of TEXTS) await add(before, text);
    await before.close();
    const { bytes } = used();
    await writeAsVersion(2, join(folder, 'docent.db'));

    const store = await open(bytes * 1.1);
    const counted = used();
    const { passages } = await store.passageIndex.search({
      owner: OWNER,
      terms: ['word2x7'],
      documentIds: null,
      limit: 5,
    });

    expect(counted.bytes).to.be.within(bytes * 0.95, bytes * 1.05);
    expect(counted.kept).to.equal(counted.bytes);
    expect(passages).to.have.length(1);
    expect(await store.documents.admit(OWNER, await uploadFile(folder, 'x'.repeat(bytes / 4)))).to.include({
      outcome: 'over_quota',
    });
    for (const { id } of page(await store.documents.list(OWNER, { limit: 9, cursor: null, status: null })).documents)
      await store.documents.remove(OWNER, id);
    expect(used().bytes).to.equal(0);
    await add(store, TEXTS[0]!);
    await store.close();
  });
});

/** Writes the database anew, as a service with the first `version` migrations has left it. */
async function writeAsVersion(version: number, file: string): Promise<void> {
  await cp(file, `${file}.now`);
  await rm(file);
  const old = new DatabaseSync(file);
  for (const migration of MIGRATIONS.slice(0, version)) old.exec(migration);
  old.exec(`PRAGMA user_version = ${version}; ATTACH '${file}.now' AS now`);
  const tables = old.prepare("SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
  for (const { name } of tables.all()) {
    const columns = old.prepare(`SELECT name FROM pragma_table_info('${name}', 'main')`).all();
    const list = columns.map((column) => `"${column.name}"`).join(', ');
    old.exec(`INSERT INTO main.${name} (${list}) SELECT ${list} FROM now.${name}`);
  }
  old.exec('UPDATE libraries SET bytes = (SELECT sum(bytes) FROM documents); DETACH now');
  old.close();
  await rm(`${file}.now`);
}
