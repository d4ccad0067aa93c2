import type { DatabaseSync } from 'node:sqlite';
import { PART_UNITS, sliceOfParts } from '../text-parts.ts';
import { all } from './database.ts';
import type { DocumentKey } from './find-document.ts';
import { openText } from './sealing.ts';

/** Reads the slice [start, end) of a document's text, by UTF-16 units. */
export type ReadText = (document: DocumentKey, start: number, end: number) => string;

export function createReadText(database: DatabaseSync): ReadText {
  const parts = database.prepare(
    'SELECT start, text FROM text_parts WHERE document = ? AND start > ? AND start < ? ORDER BY start',
  );
  return function readText({ key, secret }, start, end) {
    const sealed = all<{ start: number; text: Uint8Array }>(parts, key, start - PART_UNITS - 1, end);
    const opened = sealed.map((part) => ({ start: part.start, text: openText(secret, part.start, part.text) }));
    return sliceOfParts(opened, start, end);
  };
}
