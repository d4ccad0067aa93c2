import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from './make-folder.ts';
import { createProcessIdentity, hasEnded, isProcessIdentity, shareKernel, sharePids } from './process-identity.ts';

/** Locks on files that the kernel lets go of when their process ends, however it ends, and that other containers see, too. */
export type FileLocks = {
  /** Makes the file, held from its first moment. */
  hold(path: string): Disposable;
  /** True for a file that was held and is not any more; false where there is none. */
  isLetGo(path: string): boolean;
};

/** The processes that work on one data folder, as this one sees them. */
export type Processes = {
  /** Names this process, for the others. */
  readonly own: string;
  /** True only when the named process is known to have ended; of one on another machine nobody knows. */
  isDead(identity: string): boolean;
  /** Whether `isDead` tells of the named process for certain, both ways. */
  isKnown(identity: string): boolean;
  close(): Promise<void>;
};

/** Nobody asks for a process of so long ago any more: leases last seconds. */
const KEPT_MS = 24 * 60 * 60 * 1000;

/** Takes this process in among those of the folder: it holds a file there for as long as it lives. */
export async function joinProcesses(dataDir: string, locks: FileLocks): Promise<Processes> {
  const folder = join(dataDir, 'processes');
  const own = createProcessIdentity();
  const fileOf = (identity: string) => join(folder, identity);
  await makeFolder(folder);
  await forgetOld(folder, locks);
  const held = locks.hold(fileOf(own));
  return {
    own,
    isDead(identity) {
      if (identity === own || !isProcessIdentity(identity)) return false;
      if (sharePids(identity, own)) return hasEnded(identity, own);
      return shareKernel(identity, own) && locks.isLetGo(fileOf(identity));
    },
    isKnown: (identity) => sharePids(identity, own),
    async close() {
      held[Symbol.dispose]();
      await rm(fileOf(own), { force: true });
    },
  };
}

async function forgetOld(folder: string, locks: FileLocks): Promise<void> {
  for (const name of (await readdir(folder)).filter((name) => isProcessIdentity(name.replace(/\.new$/, '')))) {
    const file = join(folder, name);
    const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > KEPT_MS && locks.isLetGo(file)) await rm(file, { force: true });
  }
}
