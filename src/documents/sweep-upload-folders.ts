import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isProcessIdentity } from './process-identity.ts';
import type { Processes } from './processes.ts';

/** Of a process on another machine nobody here can tell whether it lives; but it would have renewed its heartbeat in a day. */
const FOREIGN_MAX_AGE_MS = 24 * 60 * 60 * 1000;

/**
 * Removes the folders in `parent` that processes left behind. Nothing else is touched: no other name, nothing behind a
 * link, and no folder of a process that lives, however long it had no upload. `now` is epoch ms.
 */
export async function sweepUploadFolders(
  parent: string,
  processes: Pick<Processes, 'isDead' | 'isKnown'>,
  now: () => number,
): Promise<void> {
  if ((await heartbeatOf(parent)) === null) return;
  for (const name of (await readdir(parent)).filter(isProcessIdentity)) {
    const folder = join(parent, name);
    const heartbeatMs = await heartbeatOf(folder);
    if (heartbeatMs === null) continue;
    const silent = !processes.isKnown(name) && now() - heartbeatMs > FOREIGN_MAX_AGE_MS;
    if (silent || processes.isDead(name)) await rm(folder, { recursive: true, force: true }).catch(() => {}); // another user's
  }
}

/** Epoch ms; null for what is no folder. */
async function heartbeatOf(path: string): Promise<number | null> {
  const found = await lstat(path).catch(() => null);
  return found?.isDirectory() ? found.mtimeMs : null;
}
