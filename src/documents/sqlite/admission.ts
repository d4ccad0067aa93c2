import { closeSync, openSync, readSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { Owner } from '../../limits/caller.ts';
import { documentOf } from '../document-row.ts';
import { type Admitted, COPY_LEASE_MS, type RefusedAdmission, type Upload } from '../documents.ts';
import { expectedBytes } from '../kept-bytes.ts';
import { newDocumentId } from '../new-document-id.ts';
import { FILE_PART_BYTES } from '../threaded-store.ts';
import type { CheckBacklog } from './check-backlog.ts';
import { one, write } from './database.ts';
import { type DocumentKey, type KeyedRow, openRow, type SealedRow } from './find-document.ts';
import type { RequireRoom } from './require-room.ts';
import { fingerprintOf, newSecret, seal, sealName } from './sealing.ts';
import type { Secrets } from './secrets.ts';

type AdmissionDeps = {
  requireRoom: RequireRoom;
  checkBacklog: CheckBacklog;
  secrets: Secrets;
  storageMaxBytes: number;
  /** Epoch ms. */
  now: () => number;
};

type Library = { bytes: number; secret: Uint8Array };

/** See `Documents.admit`. The file's bytes are copied in the transaction that makes the row. */
export function createAdmission(
  database: DatabaseSync,
  { requireRoom, checkBacklog, secrets, storageMaxBytes, now }: AdmissionDeps,
) {
  const find = database.prepare('SELECT * FROM readable_documents WHERE owner = ? AND fingerprint = ?');
  const requeue = database.prepare(
    `UPDATE documents SET status = 'queued', progress = 0, attempts = 0, error_code = NULL, error_message = NULL, kept = ?,
     payer = ?, leased_until = ? WHERE key = ?`,
  );
  const libraryOf = database.prepare('SELECT bytes, secret FROM libraries WHERE owner = ?');
  const enter = database.prepare('INSERT OR IGNORE INTO libraries (owner, secret) VALUES (?, ?)');
  const insert = database.prepare(
    `INSERT INTO documents (id, owner, fingerprint, name, bytes, media_type, status, progress, created_at, kept, payer, worker, lease, leased_until)
     VALUES (?, ?, ?, ?, ?, ?, 'queued', 0, ?, ?, ?, ?, ?, ?) RETURNING key`,
  );
  const newest = database.prepare('SELECT max(created_at) AS at FROM documents WHERE owner = ?');
  const insertPart = database.prepare('INSERT INTO file_parts (document, n, bytes) VALUES (?, ?, ?)');

  function findKnown(owner: Owner, upload: Upload): KeyedRow | undefined {
    const library = one<Library>(libraryOf, owner);
    const row = library && one<SealedRow>(find, owner, fingerprintOf(library.secret, upload));
    return row && openRow(row);
  }

  /** Whether the owner's share has room for what the document is expected to take, beside the others. */
  function fits(owner: Owner, expected: number, before: KeyedRow | undefined): boolean {
    const { bytes } = one<Library>(libraryOf, owner) ?? { bytes: 0 };
    return bytes - (before?.kept ?? 0) + expected <= storageMaxBytes;
  }

  function create(owner: Owner, upload: Upload, expected: number): void {
    const { bytes, mediaType, payer, as } = upload;
    enter.run(owner, newSecret());
    const known = fingerprintOf(one<Library>(libraryOf, owner)!.secret, upload);
    // strictly later than the owner's last one, so that a list has one order
    const createdAt = as?.createdAt ?? Math.max(now(), (one<{ at: number | null }>(newest, owner)?.at ?? 0) + 1);
    const secret = newSecret();
    const values = [owner, known, sealName(secret, upload), bytes, mediaType, createdAt, expected, payer];
    const held = as?.lease ? [as.lease, as.lease, now() + COPY_LEASE_MS] : [null, null, null];
    const { key } = one<{ key: number }>(insert, as?.id ?? newDocumentId(), ...values, ...held)!;
    secrets.keep(key, secret);
    copy({ key, secret }, upload);
  }

  function copy({ key, secret }: DocumentKey, { path, bytes }: Upload): void {
    let copied = 0;
    let n = 0;
    for (const part of partsOf(path)) {
      insertPart.run(key, n, seal(secret, 'file', n, part));
      n++;
      copied += part.length;
    }
    if (copied !== bytes) throw new Error('The uploaded file changed while it was taken in');
  }

  /** One that had no room is not kept: its file is copied again. */
  function retake(before: KeyedRow, upload: Upload, expected: number): void {
    requeue.run(expected, upload.payer, now(), before.key);
    if (before.kept === 0) copy(before, upload);
  }

  return function admit(owner: Owner, upload: Upload): Admitted | RefusedAdmission {
    const known = () => findKnown(owner, upload);
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
