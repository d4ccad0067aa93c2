import { openPostgresStore } from '../../../src/documents/postgres/postgres-store.ts';
import type { OpenClockedStore } from '../../support/clocked-store.ts';
import { sharedPostgres } from '../../support/postgres.ts';
import { leasesContract } from '../leases.contract.ts';
import { turnsContract } from '../turns.contract.ts';

/** Time stands still, and moves by an update. */
const CLOCK = `CREATE TABLE docent.clock AS SELECT 1800000000000::bigint AS ms;
  CREATE OR REPLACE FUNCTION docent.now_ms() RETURNS bigint LANGUAGE sql VOLATILE RETURN (SELECT ms FROM docent.clock)`;
const EMPTY = ['libraries', 'turns', 'documents', 'file_parts'].map((table) => `DELETE FROM docent.${table};`).join('');

describe('the time of the store in PostgreSQL', () => {
  let url: string;
  before(async () => {
    const postgres = await sharedPostgres();
    url = await postgres.createDatabase();
    const store = await openPostgresStore({ url, maxConnections: 2, storageMaxBytes: 0 });
    await store.close();
    await postgres.query(url, CLOCK);
  });

  const open: OpenClockedStore = async () => {
    const postgres = await sharedPostgres();
    const store = await openPostgresStore({ url, maxConnections: 2, storageMaxBytes: 1e9, unfinishedMax: 1000 });
    return {
      queue: store.ingestQueue,
      documents: store.documents,
      wait: async (ms) => void (await postgres.query(url, 'UPDATE docent.clock SET ms = ms + $1', [ms])),
      async dispose() {
        await store.close();
        await postgres.query(url, EMPTY);
      },
    };
  };

  describe('a lease of the queue', () => leasesContract(open));
  describe('turns at ingestion', () => turnsContract(open));
});
