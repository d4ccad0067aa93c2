import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder, and those missing above it, for this user alone; one that exists stays as it is. Node's own recursive
 * `mkdir` never ends below a folder such as /proc, in which nothing can be made.
 * @throws the system's error.
 */
export async function makeFolder(path: string): Promise<void> {
  const missing = await make(path);
  if (!missing) return;
  if (dirname(path) === path) throw missing;
  await makeFolder(dirname(path));
  const stillMissing = await make(path);
  if (stillMissing) throw stillMissing;
}

/** Returns the system's ENOENT where the folder above is missing. */
async function make(path: string): Promise<unknown> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return error;
    if (code !== 'EEXIST' || !(await stat(path)).isDirectory()) throw error;
  }
}
