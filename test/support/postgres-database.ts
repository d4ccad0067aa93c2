import { sharedPostgres } from './postgres.ts';

const TABLES =
  'libraries turns documents file_parts text_parts chunks document_terms postings vectors loose_objects'.split(' ');
const EMPTY = TABLES.map((table) => `DELETE FROM docent.${table}`).join('; ');

const emptied: string[] = [];

export type TestDatabase = {
  url: string;
  query(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  /** Empties it, so that the next test can have it: making one takes longer than most tests. */
  giveBack(): Promise<void>;
};

/** A database of the shared server whose tables are empty, or not there yet. */
export async function takeDatabase(): Promise<TestDatabase> {
  const postgres = await sharedPostgres();
  const url = emptied.pop() ?? (await postgres.createDatabase());
  return {
    url,
    query: (text, values) => postgres.query(url, text, values),
    async giveBack() {
      await postgres.query(url, EMPTY);
      emptied.push(url);
    },
  };
}
