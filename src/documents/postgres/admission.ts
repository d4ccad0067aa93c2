import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { Owner } from '../../limits/caller.ts';
import { type DocumentRow, documentOf } from '../document-row.ts';
import { type Admitted, COPY_LEASE_MS, type RefusedAdmission, type Upload } from '../documents.ts';
import { expectedBytes } from '../kept-bytes.ts';
import { newDocumentId } from '../new-document-id.ts';
import { FILE_PART_BYTES } from '../threaded-store.ts';
import { checkBacklog } from './check-backlog.ts';
import type { Database, Session } from './database.ts';
import { addBytes, lockLibrary } from './library.ts';
import { adopt } from './loose-objects.ts';

export type Bounds = { storageMaxBytes: number; unfinishedMax: number };
type NumberedRow = DocumentRow & { number: number };

const FIND = 'SELECT * FROM documents WHERE owner = $1 AND fingerprint = $2';
const ENTER = 'INSERT INTO libraries (owner) VALUES ($1) ON CONFLICT DO NOTHING';
const JOIN_TURNS = 'INSERT INTO turns (owner) VALUES ($1) ON CONFLICT DO NOTHING';
/** Strictly later than the owner's last one, so that a list has one order. */
const INSERT = `
  WITH numbered AS (UPDATE libraries SET last_document = last_document + 1 WHERE owner = $1 RETURNING last_document AS number)
  INSERT INTO documents (owner, number, id, filename, bytes, sha256, fingerprint, media_type, kept, payer, object_key, status, progress, created_at, worker, lease, leased_until)
  SELECT $1, number, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'queued', 0,
    coalesce($11::bigint, greatest(now_ms(), 1 + coalesce((SELECT max(created_at) FROM documents WHERE owner = $1), 0))),
    $12::text, $12::text, CASE WHEN $12::text IS NULL THEN NULL ELSE now_ms() + ${COPY_LEASE_MS} END
  FROM numbered RETURNING *`;
const REQUEUE = `UPDATE documents SET status = 'queued', progress = 0, attempts = 0, error_code = NULL, error_message = NULL, leased_until = now_ms(),
  kept = $3, payer = $4, object_key = $5 WHERE owner = $1 AND number = $2 RETURNING *`;
const INSERT_PART = 'INSERT INTO file_parts (owner, document, n, bytes) VALUES ($1, $2, $3, $4)';

/** See `Documents.admit`. The file's bytes are copied, or its object is taken over, in the transaction that makes the row. */
export function createAdmission(database: Database, { storageMaxBytes, unfinishedMax }: Bounds) {
  return function admit(owner: Owner, upload: Upload): Promise<Admitted | RefusedAdmission> {
    return database.write(owner, async (session) => {
      await session.all(ENTER, [owner]);
      const library = await lockLibrary(session, owner);
      const before = await session.one<NumberedRow>(FIND, [owner, fingerprintOf(upload)]);
      if (before && before.status !== 'failed') return { outcome: 'duplicate', document: documentOf(before) };
      const refused = await checkBacklog(session, owner, unfinishedMax);
      if (refused) return refused;
      const growth = expectedBytes(upload) - (before?.kept ?? 0);
      if ((library?.bytes ?? 0) + growth > storageMaxBytes) return { outcome: 'over_quota', storageMaxBytes };
      const row = before ? await retake(session, before, upload) : await create(session, owner, upload);
      await addBytes(session, owner, growth);
      return { outcome: before ? 'requeued' : 'created', document: documentOf(row) };
    });
  };
}

async function create(session: Session, owner: Owner, upload: Upload): Promise<NumberedRow> {
  const { filename, bytes, sha256, mediaType, payer, objectKey = null, as } = upload;
  await session.all(JOIN_TURNS, [owner]);
  const values = [filename, bytes, sha256, fingerprintOf(upload), mediaType, expectedBytes(upload), payer, objectKey];
  const copied = [as?.createdAt ?? null, as?.lease ?? null];
  const row = (await session.one<NumberedRow>(INSERT, [owner, as?.id ?? newDocumentId(), ...values, ...copied]))!;
  await place(session, row, upload);
  return row;
}

/** One that had no room is not kept: its file is taken again. */
async function retake(session: Session, before: NumberedRow, upload: Upload): Promise<NumberedRow> {
  const isKept = before.kept > 0;
  const objectKey = isKept ? before.object_key : upload.objectKey;
  const values = [before.owner, before.number, expectedBytes(upload), upload.payer, objectKey ?? null];
  const row = (await session.one<NumberedRow>(REQUEUE, values))!;
  if (!isKept) await place(session, row, upload);
  return row;
}

/** From here on the object belongs to the document, or the bytes lie beside its row. */
async function place(session: Session, row: NumberedRow, upload: Upload): Promise<void> {
  if (upload.objectKey === undefined) await copy(session, row, upload);
  else await adopt(session, row.owner, upload.objectKey);
}

async function copy(session: Session, { owner, number }: NumberedRow, { path, bytes }: Upload): Promise<void> {
  let copied = 0;
  let n = 0;
  for await (const part of partsOf(path)) {
    await session.all(INSERT_PART, [owner, number, n++, part]);
    copied += part.length;
  }
  if (copied !== bytes) throw new Error('The uploaded file changed while it was taken in');
}

async function* partsOf(path: string): AsyncGenerator<Buffer> {
  await using file = await open(path);
  const buffer = Buffer.allocUnsafe(FILE_PART_BYTES);
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, FILE_PART_BYTES);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

/** Of bytes and name; the same for the same file sent again. */
function fingerprintOf({ sha256, filename }: Upload): Buffer {
  return createHash('sha256').update(sha256).update(filename).digest();
}
