import { execFileSync } from 'node:child_process';
import { missing, PACKAGES, type Program, pathOf } from './program.ts';

const UPDATE_MS = 120_000;
const INSTALL_MS = 300_000;

/**
 * Installs the programs that tests start, by apt-get where this is Debian and root: what `npm test` runs first.
 * @throws Error that names every missing program and its package, where that does not work.
 */
export async function install(): Promise<void> {
  const absent = await absentPrograms();
  if (absent.length === 0) return;
  if (process.getuid?.() !== 0) throw new Error(missing(absent));
  try {
    aptGet(['update', '-qq'], UPDATE_MS);
    aptGet(['install', '-y', '-qq', '--no-install-recommends', ...absent.map((name) => PACKAGES[name])], INSTALL_MS);
  } catch (cause) {
    throw new Error(missing(absent), { cause });
  }
  const still = await absentPrograms();
  if (still.length > 0) throw new Error(missing(still));
}

async function absentPrograms(): Promise<Program[]> {
  const names = Object.keys(PACKAGES) as Program[];
  const paths = await Promise.all(names.map(pathOf));
  return names.filter((_, i) => paths[i] === null);
}

function aptGet(words: readonly string[], timeout: number): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  execFileSync('apt-get', words, { env, timeout, stdio: ['ignore', 'ignore', 'inherit'] });
}

if (import.meta.main)
  await install().catch(({ message }: Error) => {
    console.error(message);
    process.exitCode = 1;
  });
