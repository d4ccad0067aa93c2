import { closeSync, openSync, readSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { Owner } from '../../limits/caller.ts';
import { documentOf } from '../document-row.ts';
import type { Admitted, RefusedAdmission, Upload } from '../documents.ts';
import { expectedBytes } from '../kept-bytes.ts';
import { newDocumentId } from '../new-document-id.ts';
import type { CheckBacklog } from './check-backlog.ts';
import { one, write } from './database.ts';
import type { KeyedRow } from './find-document.ts';
import type { RequireRoom } from './require-room.ts';

/** Bytes of one row of an original file: what each download under way holds in memory, and no more. */
export const FILE_PART_BYTES = 64 * 1024;

type AdmissionDeps = {
  requireRoom: RequireRoom;
  checkBacklog: CheckBacklog;
  storageMaxBytes: number;
  /** Epoch ms. */
  now: () => number;
};

/** See `Documents.admit`. The file's bytes are copied in the transaction that makes the row. */
export function createAdmission(
  database: DatabaseSync,
  { requireRoom, checkBacklog, storageMaxBytes, now }: AdmissionDeps,
) {
  const find = database.prepare('SELECT * FROM documents WHERE owner = ? AND sha256 = ? AND filename = ?');
  const requeue = database.prepare(
    `UPDATE documents SET status = 'queued', progress = 0, attempts = 0, error_code = NULL, error_message = NULL, kept = ?,
     payer = ? WHERE key = ?`,
  );
  const keptOf = database.prepare('SELECT bytes FROM libraries WHERE owner = ?');
  const enter = database.prepare('INSERT OR IGNORE INTO libraries (owner) VALUES (?)');
  const insert = database.prepare(
    `INSERT INTO documents (id, owner, filename, bytes, sha256, media_type, status, progress, created_at, kept, payer)
     VALUES (?, ?, ?, ?, ?, ?, 'queued', 0, ?, ?, ?) RETURNING key`,
  );
  const newest = database.prepare('SELECT max(created_at) AS at FROM documents WHERE owner = ?');
  const insertPart = database.prepare('INSERT INTO file_parts (document, n, bytes) VALUES (?, ?, ?)');

  /** Whether the owner's share has room for what the document is expected to take, beside the others. */
  function fits(owner: Owner, expected: number, before: KeyedRow | undefined): boolean {
    const { bytes } = one<{ bytes: number }>(keptOf, owner) ?? { bytes: 0 };
    return bytes - (before?.kept ?? 0) + expected <= storageMaxBytes;
  }

  function create(owner: Owner, upload: Upload, expected: number): void {
    const { filename, bytes, sha256, mediaType, payer } = upload;
    enter.run(owner);
    // strictly later than the owner's last one, so that a list has one order
    const createdAt = Math.max(now(), (one<{ at: number | null }>(newest, owner)?.at ?? 0) + 1);
    const values = [owner, filename, bytes, sha256, mediaType, createdAt, expected, payer];
    const row = one<{ key: number }>(insert, newDocumentId(), ...values);
    copy(row!.key, upload);
  }

  function copy(key: number, { path, bytes }: Upload): void {
    let copied = 0;
    let n = 0;
    for (const part of partsOf(path)) {
      insertPart.run(key, n++, part);
      copied += part.length;
    }
    if (copied !== bytes) throw new Error('The uploaded file changed while it was taken in');
  }

  /** One that had no room is not kept: its file is copied again. */
  function retake({ key, kept }: KeyedRow, upload: Upload, expected: number): void {
    requeue.run(expected, upload.payer, key);
    if (kept === 0) copy(key, upload);
  }

  return function admit(owner: Owner, upload: Upload): Admitted | RefusedAdmission {
    const known = () => one<KeyedRow>(find, owner, upload.sha256, upload.filename);
    if (!known()) requireRoom(upload.bytes);
    return write(database, () => {
      const before = known();
      if (before && before.status !== 'failed') return { outcome: 'duplicate', document: documentOf(before) };
      const refused = checkBacklog(owner);
      if (refused) return refused;
      const expected = expectedBytes(upload);
      if (!fits(owner, expected, before)) return { outcome: 'over_quota', storageMaxBytes };
      if (before) retake(before, upload, expected);
      else create(owner, upload, expected);
      return { outcome: before ? 'requeued' : 'created', document: documentOf(known()!) };
    });
  };
}

function* partsOf(path: string): Generator<Uint8Array> {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(FILE_PART_BYTES);
    for (let filled = fill(file, buffer); filled > 0; filled = fill(file, buffer)) yield buffer.subarray(0, filled);
  } finally {
    closeSync(file);
  }
}

/** Reads until the buffer is full or the file ends. */
function fill(file: number, buffer: Buffer): number {
  let filled = 0;
  for (;;) {
    const read = readSync(file, buffer, filled, buffer.length - filled, null);
    filled += read;
    if (read === 0 || filled === buffer.length) return filled;
  }
}
