import { chmod, lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

const STICKY = 0o1000;

/**
 * Removes the permissions of group and others on a folder, on the named entries of it and on all that lies in these: an
 * earlier version, or another umask, may have let others read. Missing entries, links and other users' files stay as they are, and so does a folder
 * that is shared on purpose, such as /tmp.
 */
export async function makePrivate(folder: string, names: readonly string[]): Promise<void> {
  const { mode } = await stat(folder);
  if ((mode & STICKY) === 0) await restrict(folder);
  for (const name of names) await restrictAll(join(folder, name));
}

async function restrictAll(path: string): Promise<void> {
  const isOurs = await restrict(path);
  const names = isOurs ? await readdir(path).catch(() => []) : []; // no folder, or gone by now
  for (const name of names) await restrictAll(join(path, name));
}

/** False of what stays as it is. */
async function restrict(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => null);
  if (!found || found.isSymbolicLink() || found.uid !== process.getuid?.()) return false;
  if (found.mode & 0o077) await chmod(path, found.mode & 0o700).catch(unlessGone);
  return true;
}

/** Other processes remove what they have left behind. */
function unlessGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
