import { chmod, lstat, stat } from 'node:fs/promises';
import { join } from 'node:path';

const STICKY = 0o1000;

/**
 * Removes the permissions of group and others on a folder and on the named entries of it: an earlier version, or another
 * umask, may have let others read. Missing entries, links and other users' files stay as they are, and so does a folder
 * that is shared on purpose, such as /tmp.
 */
export async function makePrivate(folder: string, names: readonly string[]): Promise<void> {
  const { mode } = await stat(folder);
  if ((mode & STICKY) === 0) await restrict(folder);
  for (const name of names) await restrict(join(folder, name));
}

async function restrict(path: string): Promise<void> {
  const found = await lstat(path).catch(() => null);
  if (!found || found.isSymbolicLink() || found.uid !== process.getuid?.()) return;
  if (found.mode & 0o077) await chmod(path, found.mode & 0o700);
}
