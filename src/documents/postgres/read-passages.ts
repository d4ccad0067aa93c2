import type { Owner } from '../../limits/caller.ts';
import type { Place } from '../index/bm25.ts';
import type { Passage } from '../passage-index.ts';
import { readScannedPages, sourceOf } from '../scanned-pages.ts';
import { sliceOfParts } from '../text-parts.ts';

/** UTF-16 units of a part of a text: a passage lies in two of them, as a rule, so that little else is sent with it. */
export const TEXT_PART_UNITS = 1024;

/** $1: owner; $2 and $3: the documents and positions of the places. Those of removed documents are left out. */
export const READ_PASSAGES = `
  SELECT place.n, d.id AS "documentId", d.filename, d.scanned_pages AS "scannedPages", c."position", c.start, c."end", c.page, parts.start AS "partsStart", parts.text
  FROM unnest($2::int[], $3::int[]) WITH ORDINALITY AS place (document, "position", n)
  JOIN documents d ON d.owner = $1 AND d.number = place.document
  JOIN chunks c ON c.owner = $1 AND c.document = place.document AND c."position" = place."position"
  CROSS JOIN LATERAL (
    SELECT min(start) AS start, string_agg(text, '' ORDER BY start) AS text FROM text_parts p
    WHERE p.owner = $1 AND p.document = c.document AND p.start > c.start - ${TEXT_PART_UNITS + 1} AND p.start < c."end"
  ) parts
  ORDER BY place.n`;

export type PassageRow = Omit<Passage, 'text' | 'source'> & {
  n: number;
  scannedPages: string | null;
  partsStart: number;
  text: string;
};

export function placesOf(owner: Owner, places: readonly Place[]) {
  return [owner, places.map(({ document }) => document), places.map(({ position }) => position)];
}

export function passageOf({ partsStart, text, scannedPages, n: _, ...row }: PassageRow): Passage {
  const source = sourceOf(readScannedPages(scannedPages), row.page);
  return { ...row, source, text: sliceOfParts([{ start: partsStart, text }], row.start, row.end) };
}
