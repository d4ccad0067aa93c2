import type { DatabaseSync } from 'node:sqlite';
import type { ScannedPages } from '../document.ts';
import type { Place } from '../index/bm25.ts';
import type { Passage } from '../passage-index.ts';
import { readScannedPages, sourceOf } from '../scanned-pages.ts';
import { one } from './database.ts';
import type { DocumentKey } from './find-document.ts';
import { createReadText } from './read-text.ts';
import { openName } from './sealing.ts';

type Opened = DocumentKey & { documentId: string; filename: string; scannedPages: ScannedPages };
type Row = { id: string; name: Uint8Array; secret: Uint8Array; scanned_pages: string | null };
type Chunk = { start: number; end: number; page: number | null };

/** Documents whose names stay opened: a number is never given to another document. */
const OPENED_MAX = 1000;

/** Reads the passages at places of the index, in a transaction of the caller's in which they are. */
export function createPassagesAt(database: DatabaseSync) {
  const document = database.prepare('SELECT id, name, secret, scanned_pages FROM readable_documents WHERE key = ?');
  const chunk = database.prepare('SELECT start, "end", page FROM chunks WHERE document = ? AND position = ?');
  const readText = createReadText(database);
  const opened = new Map<number, Opened>();

  function open(key: number): Opened {
    const known = opened.get(key);
    if (known) return known;
    const { id, name, secret, scanned_pages } = one<Row>(document, key)!;
    const { filename } = openName(secret, name);
    if (opened.size >= OPENED_MAX) opened.clear();
    opened.set(key, { key, secret, documentId: id, filename, scannedPages: readScannedPages(scanned_pages) });
    return opened.get(key)!;
  }

  return function passagesAt(places: readonly Place[]): Passage[] {
    return places.map(({ document: key, position }) => {
      const from = open(key);
      const { start, end, page } = one<Chunk>(chunk, key, position)!;
      const { documentId, filename, scannedPages } = from;
      const source = sourceOf(scannedPages, page);
      return { documentId, filename, source, page, position, start, end, text: readText(from, start, end) };
    });
  };
}
