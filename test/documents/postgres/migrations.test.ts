import { expect } from 'chai';
import { openPostgresStore } from '../../../src/documents/postgres/postgres-store.ts';
import { failure } from '../../support/failure.ts';
import { sharedPostgres } from '../../support/postgres.ts';

const open = (url: string) => openPostgresStore({ url, maxConnections: 2, storageMaxBytes: 1000 });

describe('the tables in PostgreSQL', () => {
  it('are made once, also when four processes start at the same time', async () => {
    const postgres = await sharedPostgres();
    const url = await postgres.createDatabase();

    const stores = await Promise.all([1, 2, 3, 4].map(() => open(url)));
    await Promise.all(stores.map((store) => store.ping()));

    expect(await postgres.query(url, 'SELECT count(*)::int AS rows FROM docent.schema_version')).to.deep.equal([
      { rows: 1 },
    ]);
    await Promise.all(stores.map((store) => store.close()));
  });

  it('of a newer version are refused with a clear line, and left as they are', async () => {
    const postgres = await sharedPostgres();
    const url = await postgres.createDatabase();
    await (await open(url)).close();
    await postgres.query(url, 'UPDATE docent.schema_version SET version = 99');

    expect(await failure(open(url)))
      .to.have.property('message')
      .that.matches(/^the database was written by a newer version \(99; /);
    expect(await postgres.query(url, 'SELECT version FROM docent.schema_version')).to.deep.equal([{ version: 99 }]);
  });

  it('have the owner first in every key', async () => {
    const postgres = await sharedPostgres();
    const url = await postgres.createDatabase();
    await (await open(url)).close();

    const keys = await postgres.query(
      url,
      `SELECT c.relname AS table, a.attname AS first FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
       JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
       WHERE n.nspname = 'docent' AND i.indisunique`,
    );

    expect(keys).to.have.length.above(9);
    expect(keys.filter(({ first }) => first !== 'owner')).to.deep.equal([]);
  });
});
