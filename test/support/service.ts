import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { within } from '../../src/within.ts';
import { engineEnv } from './engine.ts';

const STARTS_WITHIN_MS = 60_000;
const EXITS_WITHIN_MS = 40_000;
const LAST_LINES_WITHIN_MS = 2000;

/** How the service is started: as `npm start` does. */
export const COMMAND: readonly string[] = [
  process.execPath,
  '--max-semi-space-size=8',
  '--import',
  './src/process/node-version.js',
  'src/main.ts',
];

/** What every start needs, and nothing that this process has been told otherwise. */
export const BARE_ENV: Readonly<Record<string, string | undefined>> = {
  PATH: process.env.PATH,
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
  PORT: '0',
  HOST: '127.0.0.1',
};

export type Service = AsyncDisposable & {
  url: string;
  pid: number;
  dataDir: string;
  /** Log lines so far, parsed where they are JSON. */
  lines: string[];
  /** Sends the signal and resolves, once its last line is read, with the exit code (null if the signal ended it). Rejects after 40 s without an end. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
};

/**
 * Starts the real process on a free port with a data folder of its own, in an environment that holds only `env`.
 * Limits are off unless `env` says otherwise. Give `dataDir` to start a second process on the same data,
 * on PostgreSQL where the tests run on it (engine.ts) unless `env` says otherwise; `fileMaxBytes` for a file system that lets no file grow beyond that, and `command` for another way to start.
 */
export async function startService(
  env: Record<string, string> = {},
  given: { dataDir?: string; fileMaxBytes?: number; command?: string[] } = {},
): Promise<Service> {
  const dataDir = given.dataDir ?? (await mkdtemp(join(tmpdir(), 'docent-test-')));
  const limit = given.fileMaxBytes ? `ulimit -f ${Math.floor(given.fileMaxBytes / 512)};` : '';
  const command = given.command ?? COMMAND;
  const child = spawn('/bin/sh', ['-c', `${limit} exec "$@"`, 'sh', ...command], {
    env: { ...BARE_ENV, DATA_DIR: dataDir, RATE_LIMIT_ENABLED: 'false', ...(await engineEnv(dataDir)), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  const exited = once(child, 'exit').then(async ([code]) => {
    await within(LAST_LINES_WITHIN_MS, closed).catch(() => {}); // a child of its own may hold its output open
    return code as number | null;
  });
  const lines: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => lines.push(line));
  const port = await new Promise<number>((found, failed) => {
    const timer = setTimeout(
      () => failed(new Error(`Not listening after ${STARTS_WITHIN_MS} ms:\n${lines.join('\n')}`)),
      STARTS_WITHIN_MS,
    );
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      const listening = /"port":(\d+).*"msg":"listening"/.exec(line);
      if (listening) found(Number(listening[1]));
    });
    exited.then((code) => failed(new Error(`Exited with ${code}:\n${lines.join('\n')}`)));
    exited.finally(() => clearTimeout(timer));
  }).catch((error) => {
    child.kill('SIGKILL');
    throw error;
  });
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return within(EXITS_WITHIN_MS, exited);
  };
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid as number,
    dataDir,
    lines,
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop('SIGKILL');
      if (!given.dataDir) await rm(dataDir, { recursive: true, force: true });
    },
  };
}
