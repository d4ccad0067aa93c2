import type { DatabaseSync } from 'node:sqlite';
import type { Owner } from '../../limits/caller.ts';
import type { DocumentRow } from '../document-row.ts';
import { one } from './database.ts';

/** A row with the number that the other tables know it by. */
export type KeyedRow = DocumentRow & { key: number };

/** Finds an owner's document; another owner's id is unknown. */
export function createFindDocument(database: DatabaseSync) {
  const statement = database.prepare('SELECT * FROM documents WHERE owner = ? AND id = ?');
  return function findDocument(owner: Owner, id: string): KeyedRow | undefined {
    return one<KeyedRow>(statement, owner, id);
  };
}
