import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import type { DocumentStore } from '../../../src/documents/document-store.ts';
import type { Admitted } from '../../../src/documents/documents.ts';
import { documentPostings, segmentOf } from '../../../src/documents/index/postings.ts';
import { chunk } from '../../../src/documents/ingestion/chunk.ts';
import { MIGRATIONS } from '../../../src/documents/sqlite/migrations.ts';
import { openSqliteStore } from '../../../src/documents/sqlite/sqlite-store.ts';
import { textParts } from '../../../src/documents/text-parts.ts';
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
    const { document } = admitted(await store.documents.admit(OWNER, await uploadFile(folder, text, nameOf(text))));
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
  const filesWith = async (word: string) => {
    const names = (await readdir(folder)).filter((name) => name.startsWith('docent.db'));
    const contents = await Promise.all(names.map((name) => readFile(join(folder, name), 'latin1')));
    return names.filter((_, at) => contents[at]!.includes(word));
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
    expect(passages[0]).to.include({ filename: nameOf(TEXTS[1]!) });
    expect(passages[0]!.text).to.contain('word2x7 ');
    const { outcome } = (await store.documents.admit(
      OWNER,
      await uploadFile(folder, TEXTS[1]!, nameOf(TEXTS[1]!)),
    )) as Admitted;
    expect(outcome).to.equal('duplicate');
    expect(await filesWith('word2x')).to.deep.equal([]);
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

/** Writes the database of `TEXTS` anew, as a service with the first `version` migrations has left it: all in plain. */
async function writeAsVersion(version: number, file: string): Promise<void> {
  await cp(file, `${file}.now`);
  await rm(file);
  const old = new DatabaseSync(file);
  for (const migration of MIGRATIONS.slice(0, version)) old.exec(migration);
  old.exec(`PRAGMA user_version = ${version}; ATTACH '${file}.now' AS now; BEGIN`);
  for (const table of ['libraries', 'chunks', 'vectors', 'documents']) copyRows(old, table);
  for (const [at, text] of TEXTS.entries()) writeWords(old, at + 1, text);
  old.exec('UPDATE libraries SET bytes = (SELECT sum(bytes) FROM documents); COMMIT; DETACH now');
  old.close();
  await rm(`${file}.now`);
}

function copyRows(old: DatabaseSync, table: string): void {
  old.function('name_of', (key) => nameOf(TEXTS[Number(key) - 1]!));
  old.function('hash_of', (key) => sha256Of(TEXTS[Number(key) - 1]!));
  const plain: Record<string, string> = { filename: 'name_of(key)', sha256: 'hash_of(key)' };
  const columns = old.prepare(`SELECT name FROM pragma_table_info('${table}', 'main')`).all() as { name: string }[];
  const names = columns.map(({ name }) => `"${name}"`);
  const values = columns.map(({ name }) => plain[name] ?? `"${name}"`);
  old.exec(`INSERT INTO main.${table} (${names}) SELECT ${values} FROM now.${table}`);
}

function writeWords(old: DatabaseSync, key: number, text: string): void {
  const { shelf } = old.prepare('SELECT shelf FROM documents WHERE key = ?').get(key) as { shelf: number };
  old.prepare('INSERT INTO file_parts VALUES (?, 0, ?)').run(key, Buffer.from(text));
  for (const part of textParts(text))
    old.prepare('INSERT INTO text_parts VALUES (?, ?, ?)').run(key, part.start, part.text);
  const postings = documentPostings(chunk({ text, pageStarts: [] }).map((each) => terms(each.text).join(' ')));
  old.prepare('INSERT INTO document_terms VALUES (?, 0, ?)').run(key, [...postings.terms()].join(' '));
  const add = old.prepare(
    `INSERT INTO postings VALUES (1, ?, ?, ?) ON CONFLICT DO UPDATE SET entries = CAST(entries || excluded.entries AS BLOB)`,
  );
  for (const term of postings.terms()) add.run(term, shelf, segmentOf(key, postings.get(term)!));
}

function nameOf(text: string): string {
  return text.slice(0, 9);
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
