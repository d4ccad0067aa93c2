import type { DatabaseSync } from 'node:sqlite';
import { fingerprintOf, newSecret, seal, sealName, sealText } from './sealing.ts';
import { numberTerms, writeNumbers } from './term-numbers.ts';

/** What the migration calls that seals the documents of earlier versions. */
export function defineSealing(database: DatabaseSync): void {
  const define = (name: string, call: (...values: never[]) => Uint8Array | number) =>
    database.function(name, call as Parameters<DatabaseSync['function']>[1]);
  define('new_secret', newSecret);
  define('seal_part', (secret: Uint8Array, n: number, bytes: Uint8Array) => seal(secret, 'file', n, bytes));
  define('seal_text', sealText);
  define('seal_name', (secret: Uint8Array, sha256: string, filename: string) => sealName(secret, { sha256, filename }));
  define('fingerprint', (secret: Uint8Array, sha256: string, filename: string) =>
    fingerprintOf(secret, { sha256, filename }),
  );
  define('term_number', (secret: Uint8Array, term: string) => numberTerms(secret, [term])[0]!);
  define('term_numbers', (secret: Uint8Array, terms: string) => writeNumbers(numberTerms(secret, terms.split(' '))));
}
