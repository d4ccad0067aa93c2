import type { Owner } from '../../limits/caller.ts';
import type { Document } from '../document.ts';
import { type DocumentRow, documentOf } from '../document-row.ts';
import type { Database } from './database.ts';
import { isStorable } from './documents-reader.ts';

const FIND_KEPT = 'SELECT * FROM documents WHERE owner = $1 AND id = $2 AND kept > 0';
const PART = `SELECT p.bytes FROM documents d JOIN file_parts p ON p.owner = d.owner AND p.document = d.number AND p.n = $3
  WHERE d.owner = $1 AND d.id = $2`;

/** What is read of originals: see `ReaderCalls`. A row is a piece. */
export function createOriginalsReader(database: Database) {
  return {
    async kept(owner: Owner, id: string): Promise<Document | null> {
      const [row] = isStorable(id) ? await database.read<DocumentRow>(owner, FIND_KEPT, [owner, id]) : [];
      return row ? documentOf(row) : null;
    },
    async filePart(owner: Owner, id: string, n: number): Promise<Uint8Array | null> {
      const [part] = await database.read<{ bytes: Buffer }>(owner, PART, [owner, id, n]);
      return part?.bytes ?? null;
    },
  };
}
