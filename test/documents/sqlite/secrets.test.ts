import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { openForWriting, write } from '../../../src/documents/sqlite/database.ts';
import { newSecret } from '../../../src/documents/sqlite/sealing.ts';
import { createSecrets } from '../../../src/documents/sqlite/secrets.ts';

/** More than a page holds, many times. */
const DOCUMENTS = 3000;

describe('secrets of documents', () => {
  it('stand in the file once, and once forgotten not at all, over all the pages that they take', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'docent-test-'));
    const file = join(folder, 'docent.db');
    const database = openForWriting(file);
    const secrets = createSecrets(database);
    const made = Array.from({ length: DOCUMENTS }, newSecret);
    for (let from = 0; from < DOCUMENTS; from += 100)
      write(database, () => {
        for (let n = from; n < from + 100; n++) secrets.keep(n + 1, made[n]!);
        for (let n = Math.max(0, from - 150); n < from + 100; n += 2) secrets.forget(n + 1);
      });
    database.exec('PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)');

    const bytes = await readFile(file);

    const copies = (secret: Uint8Array) =>
      bytes.indexOf(secret) < 0 ? 0 : bytes.indexOf(secret) === bytes.lastIndexOf(secret) ? 1 : 2;
    expect(made.filter((secret, n) => copies(secret) !== n % 2)).to.deep.equal([]);
    database.close();
    await rm(folder, { recursive: true });
  });
});
