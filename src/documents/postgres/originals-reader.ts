import { AppError } from '../../errors.ts';
import type { Owner } from '../../limits/caller.ts';
import { type DocumentRow, documentOf } from '../document-row.ts';
import type { Originals } from '../originals.ts';
import type { Database } from './database.ts';
import { isStorable } from './documents-reader.ts';

const FIND_KEPT = 'SELECT * FROM documents WHERE owner = $1 AND id = $2 AND kept > 0';
const PART = 'SELECT bytes FROM file_parts WHERE owner = $1 AND document = $2 AND n = $3';

/** See `Originals`. A row is a piece. */
export function createOriginalsReader(database: Database): Originals {
  return {
    async read(owner, id) {
      if (!isStorable(id)) return null;
      const [row] = await database.read<DocumentRow & { number: number }>(owner, FIND_KEPT, [owner, id]);
      return row ? { document: documentOf(row), bytes: pieces(owner, row.number, row.bytes) } : null;
    },
  };

  async function* pieces(owner: Owner, number: number, bytes: number): AsyncGenerator<Uint8Array> {
    for (let n = 0, left = bytes; left > 0; n++) {
      const [part] = await database.read<{ bytes: Buffer }>(owner, PART, [owner, number, n]);
      if (!part) throw new AppError('not_found', 'The document was deleted while it was being read.');
      left -= part.bytes.length;
      yield part.bytes;
    }
  }
}
