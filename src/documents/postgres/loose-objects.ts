import type { Owner } from '../../limits/caller.ts';
import type { LooseObject } from '../loose-objects.ts';
import { StoreBusyError } from '../store-failure.ts';
import { SERVICE } from '../threaded-store.ts';
import type { Database, Session } from './database.ts';
import { isStorable } from './documents-reader.ts';

const ANNOUNCE = 'INSERT INTO loose_objects (owner, key, due_at) VALUES ($1, $2, now_ms() + $3)';
const ADOPT = 'DELETE FROM loose_objects WHERE owner = $1 AND key = $2 AND NOT taken RETURNING key';
const LET_GO = 'INSERT INTO loose_objects (owner, key, document_id, due_at) VALUES ($1, $2, $3, now_ms())';
const OF_DOCUMENT = 'SELECT owner, key FROM loose_objects WHERE owner = $1 AND document_id = $2';
/** What fails to be removed is tried again, behind what has not been tried yet. */
const TRY_AGAIN_MS = 60_000;
const DUE = `UPDATE loose_objects SET taken = true, due_at = now_ms() + ${TRY_AGAIN_MS} WHERE (owner, key) IN (
  SELECT owner, key FROM loose_objects WHERE due_at <= now_ms() ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED)
  RETURNING owner, key`;
const FORGET =
  'DELETE FROM loose_objects USING unnest($1::text[], $2::text[]) AS gone (o, k) WHERE owner = gone.o AND key = gone.k';
const IN_USE = 'SELECT FROM documents WHERE object_key IS NOT NULL LIMIT 1';

/** See `LooseObjects`. */
export function createLooseObjects(database: Database) {
  return {
    announce: (owner: Owner, key: string, withinMs: number) =>
      database.write(owner, async (session) => {
        await session.all(ANNOUNCE, [owner, key, withinMs]);
        return 'announced' as const;
      }),
    looseObjectsOf: async (owner: Owner, id: string) =>
      isStorable(id) ? database.read<LooseObject>(owner, OF_DOCUMENT, [owner, id]) : [],
    dueObjects: (limit: number) => database.write(SERVICE, (session) => session.all<LooseObject>(DUE, [limit])),
    forgetObjects: (objects: readonly LooseObject[]) =>
      database.write(SERVICE, async (session) => {
        await session.all(FORGET, [objects.map(({ owner }) => owner), objects.map(({ key }) => key)]);
        return 'forgotten' as const;
      }),
    hasObjects: async () => (await database.read(SERVICE, IN_USE)).length > 0,
  };
}

/** In the transaction that makes the document. @throws StoreBusyError when its time was over: it is being removed. */
export async function adopt(session: Session, owner: Owner, key: string): Promise<void> {
  if (!(await session.one(ADOPT, [owner, key]))) throw new StoreBusyError();
}

/** In the transaction that removes the document, or its file. */
export async function letGo(session: Session, owner: Owner, key: string, documentId: string): Promise<void> {
  await session.all(LET_GO, [owner, key, documentId]);
}
