import type { DocumentStore } from '../../src/documents/document-store.ts';
import { openPostgresStore } from '../../src/documents/postgres/postgres-store.ts';
import { openSqliteStore } from '../../src/documents/sqlite/sqlite-store.ts';
import { sharedPostgres } from './postgres.ts';

/**
 * `TEST_STORE=postgres npx mocha …` runs the tests of the API on PostgreSQL: whoever shares a data folder shares a database
 * of the tests' own server.
 */
const ON_POSTGRES = process.env.TEST_STORE === 'postgres';

/** For a test about the files of SQLite, whatever the others run on. */
export const EMBEDDED = { DATABASE_URL: '' };

const databases = new Map<string, Promise<string>>();

/** What a service needs to keep its documents in the engine under test. */
export async function engineEnv(dataDir: string): Promise<Record<string, string>> {
  return ON_POSTGRES ? { DATABASE_URL: await databaseOf(dataDir) } : {};
}

/** Opens what the services on a data folder have left. */
export async function openStoreOf(dataDir: string): Promise<DocumentStore> {
  if (!ON_POSTGRES) return openSqliteStore({ folder: dataDir, storageMaxBytes: 0 });
  return openPostgresStore({ url: await databaseOf(dataDir), maxConnections: 2, storageMaxBytes: 0 });
}

function databaseOf(dataDir: string): Promise<string> {
  const known = databases.get(dataDir) ?? sharedPostgres().then((postgres) => postgres.createDatabase());
  databases.set(dataDir, known);
  return known;
}
