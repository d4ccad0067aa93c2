import { createHash } from 'node:crypto';
import type { Owner } from '../limits/caller.ts';

/** The last document of a page: the next page holds what is older. */
export type Position = { readonly createdAt: number; readonly id: string };

/** Encodes a position in an owner's list as an opaque string. */
export function writeCursor(owner: Owner, { createdAt, id }: Position): string {
  return Buffer.from(`${createdAt}.${id}.${check(owner, createdAt, id)}`).toString('base64url');
}

/** Null when the cursor is not one of this owner's. */
export function readCursor(owner: Owner, cursor: string): Position | null {
  const [, createdAt, id = '', found] =
    /^(\d{1,15})\.(\w{1,64})\.(\w{12})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? [];
  if (found === undefined || found !== check(owner, Number(createdAt), id)) return null;
  return { createdAt: Number(createdAt), id };
}

/** A checksum that recognises our own cursors. It protects nothing: every page is the caller's own anyway. */
function check(owner: Owner, createdAt: number, id: string): string {
  return createHash('sha256').update(`${owner}\n${createdAt}\n${id}`).digest('hex').slice(0, 12);
}
