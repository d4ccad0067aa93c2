import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Debian's package of each program that a test starts. */
const PACKAGES = {
  'redis-server': 'redis-server',
  prometheus: 'prometheus',
  promtool: 'prometheus',
  faketime: 'faketime',
} as const;

/**
 * The path of a program that a test needs: found on PATH, or installed by apt-get where this is Debian and root.
 * @throws Error that says what to install, where neither works.
 */
export async function program(name: keyof typeof PACKAGES): Promise<string> {
  return (await onPath(name)) ?? (await install(name));
}

async function onPath(name: string): Promise<string | null> {
  const { stdout } = await run('sh', ['-c', 'command -v "$0"', name]).catch(() => ({ stdout: '' }));
  return stdout.trim() || null;
}

async function install(name: keyof typeof PACKAGES): Promise<string> {
  const missing = `The tests need ${name}. Install it (Debian: apt-get install ${PACKAGES[name]}) and run them again.`;
  if (process.getuid?.() !== 0) throw new Error(missing);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    await run('apt-get', ['update', '-qq'], { env, timeout: 120_000 });
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', PACKAGES[name]], {
      env,
      timeout: 300_000,
    });
  } catch (cause) {
    throw new Error(missing, { cause });
  }
  const path = await onPath(name);
  if (!path) throw new Error(missing);
  return path;
}
