import { renameSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { FileLocks } from '../processes.ts';

/** Locks of the kernel, by the one way to them that Node has: transactions on empty databases. */
export const fileLocks: FileLocks = {
  hold(path) {
    const file = new DatabaseSync(`${path}.new`); // so that a file of the final name is held or let go, never not yet held
    file.exec('BEGIN EXCLUSIVE');
    renameSync(`${path}.new`, path);
    return { [Symbol.dispose]: () => file.close() };
  },

  isLetGo(path) {
    let file: DatabaseSync | undefined;
    try {
      file = new DatabaseSync(path, { readOnly: true, timeout: 0 });
      return file.prepare('SELECT count(*) FROM sqlite_schema').get() !== undefined;
    } catch {
      return false; // held, or there is none
    } finally {
      file?.close();
    }
  },
};
