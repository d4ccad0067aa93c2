import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as after, setImmediate as turn } from 'node:timers/promises';
import { withoutDocument } from '../index/postings.ts';
import { all, one, write } from './database.ts';
import { readNumbers } from './term-numbers.ts';
import type { Wal } from './wal.ts';

/** What one transaction erases, about, in bytes that it writes: less than what require-room.ts keeps free. */
const SLICE_BYTES = 4 * 1024 * 1024;
/** Pages that stay free for new documents; more go back to the disk. */
const FREE_PAGES = 512;
const PAGES_A_SLICE = 128;
const RETRY_MS = 1000;

type Removal = { document: number; library: number; shard: number };
/** Erases one piece of a document and says what that cost, in bytes; 0: there is none left. */
type EraseOne = (removal: Removal) => number;

export type Eraser = ReturnType<typeof createEraser>;

/** Erases what is left of removed documents, from the tables and from the log. */
export function createEraser(database: DatabaseSync, wal: Wal) {
  const removals = database.prepare(
    'SELECT document, library, shelf AS shard FROM removals WHERE ?1 IS NULL OR document = ?1',
  );
  const forget = database.prepare('DELETE FROM removals WHERE document = ?');
  const freePages = database.prepare('PRAGMA freelist_count');
  const kinds: readonly EraseOne[] = [
    createErasePostings(database),
    eraseRow(database, 'file_parts', 'n', 'bytes'),
    eraseRow(database, 'text_parts', 'start', 'text'),
    eraseRow(database, 'vectors', 'position', '"values"'),
    eraseRow(database, 'paid_vectors', 'position', '"values"'),
    eraseChunks(database),
  ];

  /** One slice, in a transaction. True when nothing is left. */
  function eraseSlice(removal: Removal): boolean {
    return write(database, () => {
      let left = SLICE_BYTES;
      for (const eraseOne of kinds) {
        for (let cost = eraseOne(removal); cost > 0; cost = eraseOne(removal)) {
          left -= cost;
          if (left <= 0) return false;
        }
      }
      forget.run(removal.document);
      return true;
    });
  }

  async function erase(document: number | null): Promise<void> {
    for (const removal of all<Removal>(removals, document)) {
      while (!eraseSlice(removal)) {
        wal.tryTruncate();
        await turn(); // lets others use the database in between
      }
    }
    while ((one<{ freelist_count: number }>(freePages)?.freelist_count ?? 0) > FREE_PAGES) {
      database.exec(`PRAGMA incremental_vacuum(${PAGES_A_SLICE})`);
      await turn();
    }
    await wal.truncate();
  }

  let isRetrying = false;
  async function eraseInBackground(): Promise<void> {
    if (isRetrying) return;
    isRetrying = true;
    for (let done = false; !done; ) {
      await after(RETRY_MS);
      done = await erase(null).then(
        () => true,
        () => false,
      );
    }
    isRetrying = false;
  }

  return {
    /**
     * Erases one removed document, or all of them. Resolves when that is done; or, where the lock or the disk does not
     * allow it now, at once, and it is tried again in the background. Nobody sees the document any more in either case.
     */
    async erase(document: number | null): Promise<void> {
      await erase(document).catch(() => void eraseInBackground());
    },
  };
}

function createErasePostings(database: DatabaseSync): EraseOne {
  const batch = database.prepare('SELECT n, terms FROM document_terms WHERE document = ? LIMIT 1');
  const dropBatch = database.prepare('DELETE FROM document_terms WHERE document = ? AND n = ?');
  const get = database.prepare('SELECT entries FROM postings WHERE library = ? AND term = ? AND shelf = ?');
  const set = database.prepare('UPDATE postings SET entries = ?4 WHERE library = ?1 AND term = ?2 AND shelf = ?3');
  const drop = database.prepare('DELETE FROM postings WHERE library = ? AND term = ? AND shelf = ?');
  const pageBytes = one<{ page_size: number }>(database.prepare('PRAGMA page_size'))!.page_size;

  return function erasePostings({ document, library, shard }) {
    const found = one<{ n: number; terms: Uint8Array }>(batch, document);
    if (!found) return 0;
    const terms = readNumbers(found.terms);
    for (const term of terms) {
      const row = one<{ entries: Uint8Array }>(get, library, term, shard);
      if (!row) continue;
      const rest = withoutDocument(row.entries, document);
      if (rest) set.run(library, term, shard, rest);
      else drop.run(library, term, shard);
    }
    dropBatch.run(document, found.n);
    return terms.length * pageBytes; // each may stand on a page of its own
  };
}

function eraseRow(database: DatabaseSync, table: string, key: string, content: string): EraseOne {
  const erase = database.prepare(
    `DELETE FROM ${table} WHERE document = ?1 AND ${key} = (SELECT min(${key}) FROM ${table} WHERE document = ?1)
     RETURNING octet_length(${content}) + 1 AS cost`,
  );
  return ({ document }) => one<{ cost: number }>(erase, document)?.cost ?? 0;
}

function eraseChunks(database: DatabaseSync): EraseOne {
  const erase = database.prepare('DELETE FROM chunks WHERE document = ? AND position >= ? AND position < ?');
  const last = database.prepare('SELECT max(position) AS position FROM chunks WHERE document = ?');
  const rows = 1000;
  return ({ document }) => {
    const { position } = one<{ position: number | null }>(last, document)!;
    if (position === null) return 0;
    erase.run(document, position - rows, position + 1);
    return rows * 20;
  };
}
