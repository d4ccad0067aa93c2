import { access, constants, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Debian's package of each program that a test starts. */
export const PACKAGES = {
  'redis-server': 'redis-server',
  prometheus: 'prometheus',
  promtool: 'prometheus',
  faketime: 'faketime',
  postgres: 'postgresql',
  chromium: 'chromium',
  curl: 'curl',
} as const;

export type Program = keyof typeof PACKAGES;

/** Debian keeps the servers of PostgreSQL here, by version, and off the PATH. */
const POSTGRESQL = '/usr/lib/postgresql';

/** The path of a program that a test needs. @throws Error that says what to install, where it is missing. */
export async function program(name: Program): Promise<string> {
  const path = await pathOf(name);
  if (path) return path;
  throw new Error(missing([name]));
}

/** Where a program is, or null. */
export async function pathOf(name: Program): Promise<string | null> {
  const versions = name === 'postgres' ? (await readdir(POSTGRESQL).catch(() => [])).sort().reverse() : [];
  const folders = [...(process.env.PATH ?? '').split(':'), ...versions.map((one) => join(POSTGRESQL, one, 'bin'))];
  for (const folder of folders) {
    const path = join(folder, name);
    if (await isExecutable(path)) return path;
  }
  return null;
}

/** What to do where these programs are missing. */
export function missing(programs: readonly Program[]): string {
  const packages = new Set(programs.map((name) => PACKAGES[name]));
  return `The tests need ${programs.join(', ')}. Install ${programs.length === 1 ? 'it' : 'them'} (Debian: apt-get install ${[...packages].join(' ')}) and run them again.`;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
