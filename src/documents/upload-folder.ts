import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, open, rm, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../errors.ts';
import { makeFolder } from './make-folder.ts';
import type { Processes } from './processes.ts';
import { sweepUploadFolders } from './sweep-upload-folders.ts';
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

/** How often this process says that its folder is in use: often, compared to the day after which others would take it for left behind. */
const HEARTBEAT_MS = 60 * 60 * 1000;

type UploadFolderOptions = { dataDir: string; processes: Processes; heartbeatMs?: number; now?: () => number };

/** This process's own folder under `${dataDir}/tmp`. Those that dead processes left behind are removed first. */
export async function createUploadFolder({
  dataDir,
  processes,
  heartbeatMs = HEARTBEAT_MS,
  now = Date.now,
}: UploadFolderOptions): Promise<UploadFolder> {
  const takeSlot = createUploadSlots();
  const parent = join(dataDir, 'tmp');
  const folder = join(parent, processes.own);
  await sweepUploadFolders(parent, processes, now);
  await makeFolder(folder);
  const heartbeat = setInterval(() => void touch(folder), heartbeatMs).unref();
  return {
    async create(key) {
      const slot = await takeSlot(key);
      const path = join(folder, randomUUID());
      const handle = await createFile(path).catch((error) => {
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
    async close() {
      clearInterval(heartbeat);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** In its folder, which is created again if somebody deleted it. */
async function createFile(path: string): Promise<FileHandle> {
  const create = () => open(path, 'wx', 0o600);
  return create().catch(async (error) => {
    if (error.code !== 'ENOENT') throw error;
    await makeFolder(dirname(path));
    return create();
  });
}

/** A folder that is gone is made again with the next upload. */
async function touch(folder: string): Promise<void> {
  const now = new Date();
  await utimes(folder, now, now).catch(() => {});
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

/** A full disk is `quota_exceeded`; every other file system error is a bug or a broken machine. */
function full(error: NodeJS.ErrnoException): Error {
  if (!FULL.has(error.code ?? '')) return error;
  return new AppError('quota_exceeded', 'There is no room for more documents now.', { cause: error });
}
