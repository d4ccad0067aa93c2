import { readdir, readFile } from 'node:fs/promises';
import { SERVICE } from '../threaded-store.ts';
import type { Database, Session } from './database.ts';

const FOLDER = new URL('./migrations/', import.meta.url);
/** Any number that nothing else in the database locks. */
const LOCK = 7_366_278;

/**
 * Brings the tables to the newest version, in one transaction. Of processes that start at once the second waits for the
 * first, and finds nothing left to do.
 * @throws Error when the database was written by a newer version.
 */
export async function migrate(database: Database): Promise<void> {
  const migrations = await readMigrations();
  await database.write(SERVICE, async (session) => {
    await session.run(`SELECT pg_advisory_xact_lock(${LOCK})`);
    const version = await versionOf(session);
    if (version > migrations.length)
      throw new Error(`the database was written by a newer version (${version}; this one knows ${migrations.length})`);
    for (const migration of migrations.slice(version)) await session.run(migration);
    await session.all('UPDATE docent.schema_version SET version = $1', [migrations.length]);
  });
}

async function versionOf(session: Session): Promise<number> {
  await session.run('CREATE SCHEMA IF NOT EXISTS docent');
  await session.run('CREATE TABLE IF NOT EXISTS docent.schema_version (version integer NOT NULL)');
  await session.run('INSERT INTO docent.schema_version SELECT 0 WHERE NOT EXISTS (SELECT FROM docent.schema_version)');
  const row = await session.one<{ version: number }>('SELECT version FROM docent.schema_version');
  return row?.version ?? 0;
}

/** By number: `0001-….sql` brings version 0 to 1. */
async function readMigrations(): Promise<string[]> {
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(names.map((name) => readFile(new URL(name, FOLDER), 'utf8')));
}
