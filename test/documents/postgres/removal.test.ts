import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { expect } from 'chai';
import { openPostgresStore } from '../../../src/documents/postgres/postgres-store.ts';
import { sharedPostgres } from '../../support/postgres.ts';
import { contentOf } from '../../support/store-contract.ts';
import { admitted, claimed } from '../../support/store-outcomes.ts';
import { uploadFile } from '../../support/upload-file.ts';

describe('a document removed from PostgreSQL', () => {
  it('leaves no row of any table, and every row of the documents that shared its posting shard', async () => {
    const folder = await mkdtemp(`${tmpdir()}/docent-test-`);
    const postgres = await sharedPostgres();
    const url = await postgres.createDatabase();
    const store = await openPostgresStore({ url, maxConnections: 2, storageMaxBytes: 1e9 });
    const add = async (text: string) => {
      const { document } = admitted(
        await store.documents.admit('public', await uploadFile(folder, text, randomUUID())),
      );
      const content = contentOf(text);
      const vectors = { model: 'm', dimensions: 2, values: new Float32Array(2 * content.chunks.length).fill(0.7) };
      await store.ingestQueue.complete(claimed(await store.ingestQueue.claim('tester', 30_000)), {
        ...content,
        vectors,
      });
      return document.id;
    };
    const tables = await postgres.query(
      url,
      `SELECT relname AS name FROM pg_stat_user_tables WHERE schemaname = 'docent'`,
    );
    /** Every row of every table, but for the counters that only grow. */
    const rows = async () =>
      Promise.all(
        tables
          .map(({ name }) => name)
          .filter((name) => name !== 'turns')
          .map(async (name) => {
            const columns = `to_jsonb(t) - 'last_document' - 'shard_chunks'`;
            const all = await postgres.query(url, `SELECT ${columns} AS row FROM docent.${name} t`);
            return [name, all.map(({ row }) => JSON.stringify(row)).sort()];
          }),
      );
    await add('The heron waits on one leg, and the badger sleeps.');
    const before = await rows();

    const id = await add('The heron flies. The badger digs. The otter swims.');
    expect(await rows()).to.not.deep.equal(before);
    await store.documents.remove('public', id);

    expect(tables).to.have.length.above(8);
    expect(await rows()).to.deep.equal(before);
    await store.close();
    await rm(folder, { recursive: true });
  });
});
