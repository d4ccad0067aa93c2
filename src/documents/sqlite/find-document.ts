import type { DatabaseSync } from 'node:sqlite';
import type { Owner } from '../../limits/caller.ts';
import type { DocumentRow } from '../document-row.ts';
import { one } from './database.ts';
import { openName } from './sealing.ts';

/** What the other tables know a document by, and what opens them. */
export type DocumentKey = { key: number; secret: Uint8Array };
/** A row with its key, as it is kept: read from `readable_documents`. */
export type SealedRow = Omit<DocumentRow, 'filename' | 'sha256'> & DocumentKey & { name: Uint8Array };
export type KeyedRow = DocumentRow & DocumentKey;

/** A row with its words in plain. */
export function openRow({ name, ...row }: SealedRow): KeyedRow {
  return { ...row, ...openName(row.secret, name) };
}

/** Finds an owner's document; another owner's id is unknown. */
export function createFindDocument(database: DatabaseSync) {
  const statement = database.prepare('SELECT * FROM readable_documents WHERE owner = ? AND id = ?');
  return function findDocument(owner: Owner, id: string): KeyedRow | undefined {
    const row = one<SealedRow>(statement, owner, id);
    return row && openRow(row);
  };
}
