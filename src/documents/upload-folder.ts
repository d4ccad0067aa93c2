import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../errors.ts';
import { makeFolder } from './make-folder.ts';
import { createProcessIdentity, isDead } from './process-identity.ts';
import { createUploadSlots } from './upload-slots.ts';

/** A file on its way in. Gone once disposed, whatever has happened to it. */
export type UploadFile = AsyncDisposable & {
  readonly path: string;
  /** Writes all pieces. @throws AppError `quota_exceeded` when the disk is full; what `pieces` throws. */
  write(pieces: AsyncIterable<Uint8Array>): Promise<{ bytes: number; sha256: string }>;
};

export type UploadFolder = {
  /**
   * A file for the caller of this key, who waits for a slot if need be.
   * @throws AppError `rate_limited` and `overloaded` when no slot is free, `quota_exceeded` when the disk is full.
   */
  create(key: string): Promise<UploadFile>;
  /** Removes the folder with all that is in it. */
  close(): Promise<void>;
};

/** Of a process on another machine nobody here can tell whether it lives; but no upload takes a day. */
const FOREIGN_MAX_AGE_MS = 24 * 60 * 60 * 1000;

/** This process's own folder under `${dataDir}/tmp`. Those that dead processes left behind are removed first. */
export async function createUploadFolder({ dataDir }: { dataDir: string }): Promise<UploadFolder> {
  const takeSlot = createUploadSlots();
  const parent = join(dataDir, 'tmp');
  const own = createProcessIdentity();
  const folder = join(parent, own);
  await sweepDeadFolders(parent, own);
  await makeFolder(folder);
  return {
    async create(key) {
      const slot = await takeSlot(key);
      const path = join(folder, randomUUID());
      const handle = await open(path, 'wx', 0o600).catch((error) => {
        slot[Symbol.dispose]();
        throw full(error);
      });
      return {
        path,
        write: (pieces) => writeAll(handle, pieces),
        async [Symbol.asyncDispose]() {
          using _ = slot;
          await handle.close();
          await rm(path, { force: true });
        },
      };
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

async function sweepDeadFolders(parent: string, own: string): Promise<void> {
  for (const name of await readdir(parent).catch(() => [])) {
    const folder = join(parent, name);
    const { mtimeMs } = await stat(folder).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (isDead(name, own) || Date.now() - mtimeMs > FOREIGN_MAX_AGE_MS)
      await rm(folder, { recursive: true, force: true });
  }
}

async function writeAll(handle: FileHandle, pieces: AsyncIterable<Uint8Array>) {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of pieces) {
    hash.update(piece);
    bytes += piece.length;
    await handle.appendFile(piece).catch((error) => {
      throw full(error);
    });
  }
  return { bytes, sha256: hash.digest('hex') };
}

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** A full disk is a refusal; anything else that a file system says is a failure of ours. */
function full(error: NodeJS.ErrnoException): Error {
  if (!FULL.has(error.code ?? '')) return error;
  return new AppError('quota_exceeded', 'There is no room for more documents now.', { cause: error });
}
