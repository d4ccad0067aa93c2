import type { DatabaseSync } from 'node:sqlite';
import type { Place } from '../index/bm25.ts';
import type { Passage } from '../passage-index.ts';
import { PART_UNITS, sliceOfParts, type TextPart } from '../text-parts.ts';
import { all, one } from './database.ts';

type ChunkRow = { documentId: string; filename: string; start: number; end: number; page: number | null };

/** Reads the passage at a place of the index. */
export function createPassageAt(database: DatabaseSync) {
  const chunk = database.prepare(
    `SELECT id AS documentId, filename, start, "end", page FROM chunks JOIN documents ON key = document
     WHERE document = ? AND position = ?`,
  );
  const parts = database.prepare(
    'SELECT start, text FROM text_parts WHERE document = ? AND start > ? AND start < ? ORDER BY start',
  );
  return function passageAt({ document, position }: Place): Passage {
    const { start, end, ...row } = one<ChunkRow>(chunk, document, position)!;
    const text = sliceOfParts(all<TextPart>(parts, document, start - PART_UNITS - 1, end), start, end);
    return { ...row, position, start, end, text };
  };
}
