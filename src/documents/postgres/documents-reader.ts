import type { Owner } from '../../limits/caller.ts';
import type { Document } from '../document.ts';
import { type DocumentRow, documentOf } from '../document-row.ts';
import type { DocumentPage, Documents, ListQuery } from '../documents.ts';
import { type Position, readCursor, writeCursor } from '../list-cursor.ts';
import { sliceOfParts, type TextPart } from '../text-parts.ts';
import type { Database, Session } from './database.ts';
import { TEXT_PART_UNITS } from './read-passages.ts';

const FIND = 'SELECT * FROM documents WHERE owner = $1 AND id = $2';
const FIND_SOME = 'SELECT * FROM documents WHERE owner = $1 AND id = ANY ($2)';
const CHARS = `SELECT number, chars FROM documents WHERE owner = $1 AND id = $2 AND status = 'completed'`;
const TEXT = `SELECT start, text FROM text_parts WHERE owner = $1 AND document = $2 AND start > $3 AND start < $4 ORDER BY start`;

/** What is read of an owner's documents: see `Documents`. */
export function createDocumentsReader(database: Database): Pick<Documents, 'get' | 'getMany' | 'list' | 'text'> {
  return {
    async get(owner, id) {
      const [row] = isStorable(id) ? await database.read<DocumentRow>(owner, FIND, [owner, id]) : [];
      return row ? documentOf(row) : null;
    },

    async getMany(owner, ids): Promise<Document[]> {
      return (await database.read<DocumentRow>(owner, FIND_SOME, [owner, ids.filter(isStorable)])).map(documentOf);
    },

    async list(owner, query) {
      const after = query.cursor === null ? null : readCursor(owner, query.cursor);
      if (query.cursor !== null && !after) return 'foreign_cursor';
      return database.snapshot(owner, (session) => listPage(session, owner, query, after));
    },

    async text(owner, id, start, end) {
      if (!isStorable(id)) return null;
      return database.snapshot(owner, async (session) => {
        const row = await session.one<{ number: number; chars: number }>(CHARS, [owner, id]);
        if (!row) return null;
        const to = Math.min(end, row.chars);
        const from = Math.min(start, to);
        const parts = await session.all<TextPart>(TEXT, [owner, row.number, from - TEXT_PART_UNITS - 1, to]);
        return { text: sliceOfParts(parts, from, to), start: from, end: to, totalChars: row.chars };
      });
    },
  };
}

async function listPage(
  session: Session,
  owner: Owner,
  { limit, status }: ListQuery,
  after: Position | null,
): Promise<DocumentPage> {
  const filter = status === null ? '' : 'AND status = $2';
  const values = status === null ? [owner] : [owner, status];
  const at = values.length + 1;
  const older = after ? `AND (created_at, id) < ($${at + 1}, $${at + 2})` : '';
  const rows = await session.all<DocumentRow>(
    `SELECT * FROM documents WHERE owner = $1 ${filter} ${older} ORDER BY created_at DESC, id DESC LIMIT $${at}`,
    [...values, limit + 1, ...(after ? [after.createdAt, after.id] : [])],
  );
  const counted = `SELECT count(*) AS total FROM documents WHERE owner = $1 ${filter}`;
  const { total } = (await session.one<{ total: number }>(counted, values))!;
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor =
    last && rows.length > limit ? writeCursor(owner, { createdAt: last.created_at, id: last.id }) : null;
  return { documents: shown.map(documentOf), nextCursor, total };
}

/** PostgreSQL takes no NUL in a text; no id of ours has one. */
export function isStorable(id: string): boolean {
  return !id.includes('\0');
}
