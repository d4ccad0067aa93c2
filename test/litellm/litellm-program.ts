import { execFile } from 'node:child_process';
import { access, mkdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const VERSION = '1.108.7';
const INSTALL_MS = 15 * 60_000;
const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'docent-litellm');

/**
 * LiteLLM's proxy, installed from PyPI into a virtual environment of its own (0.8 GB, minutes) and kept for the next time.
 * @throws Error that says what is missing where that does not work.
 */
export async function litellmProgram(): Promise<string> {
  const folder = join(CACHE, VERSION);
  const program = join(folder, 'bin', 'litellm');
  if (
    await access(program).then(
      () => true,
      () => false,
    )
  )
    return program;
  await rm(folder, { recursive: true, force: true }); // of an installation that was broken off
  await mkdir(dirname(folder), { recursive: true });
  try {
    await run('python3', ['-m', 'venv', folder], { timeout: INSTALL_MS });
    await run(join(folder, 'bin', 'pip'), ['install', '--quiet', `litellm[proxy]==${VERSION}`], {
      timeout: INSTALL_MS,
    });
  } catch (cause) {
    await rm(folder, { recursive: true, force: true });
    throw new Error(
      `LiteLLM could not be installed: it needs python3 with venv (apt-get install python3-venv) and PyPI.`,
      { cause },
    );
  }
  return program;
}

if (import.meta.main) console.log(await litellmProgram());
