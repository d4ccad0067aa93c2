import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { answers } from './answers.ts';
import { freePort } from './free-ports.ts';
import { processTree } from './processes.ts';
import { program } from './program.ts';

const run = promisify(execFile);
const USER = 'docent';

/** Also the word that no log line may hold. */
export const POSTGRES_PASSWORD = 'ein-geheimes-Wort';

export type Postgres = AsyncDisposable & {
  /** A new, empty database. */
  createDatabase(): Promise<string>;
  /** Runs statements in the database of that URL, as its owner. */
  query(url: string, text: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  /** Sends a signal to every process of the server. */
  signal(name: NodeJS.Signals): void;
  /** Ends it as an operator does that does not wait for clients; or as a crash does. */
  stop(how?: 'fast' | 'crash'): Promise<void>;
  /** Starts it again on the same port and data. */
  start(): Promise<void>;
};

let shared: Promise<Postgres> | undefined;

/** The server that all tests of this process share; it ends with the process, however that ends. */
export function sharedPostgres(): Promise<Postgres> {
  shared ??= startPostgres({ outlivesNobody: true });
  return shared;
}

type Options = { outlivesNobody?: boolean };

/** A real PostgreSQL on a free port, in a folder of its own that goes when it is disposed of. */
export async function startPostgres(options: Options = {}): Promise<Postgres> {
  return openPostgres(options).catch(() => openPostgres(options)); // another test may have been given the same port meanwhile
}

async function openPostgres({ outlivesNobody = false }: Options): Promise<Postgres> {
  const binary = await program('postgres');
  const folder = await mkdtemp(join(tmpdir(), 'docent-postgres-'));
  const [data, passwordFile] = [join(folder, 'data'), join(folder, 'password')];
  const user = await unprivilegedUser();
  await writeFile(passwordFile, POSTGRES_PASSWORD);
  if (user) for (const path of [folder, passwordFile]) await chown(path, user.uid, user.gid);
  const words = ['-D', data, '-U', USER, '--pwfile', passwordFile, '-A', 'scram-sha-256', '-E', 'UTF8', '--no-sync'];
  await run(join(dirname(binary), 'initdb'), [...words, '--locale', 'C.UTF-8'], { ...user, cwd: folder });
  const port = await freePort();
  const settings = { port, listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off' };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const urlOf = (database: string) => `postgres://${USER}:${POSTGRES_PASSWORD}@127.0.0.1:${port}/${database}`;
  let server: ChildProcess;

  const postgres: Postgres = {
    async createDatabase() {
      const name = `docent_${randomUUID().replaceAll('-', '')}`;
      await postgres.query(urlOf('postgres'), `CREATE DATABASE ${name}`);
      return urlOf(name);
    },
    async query(url, text, values = []) {
      const client = new pg.Client({ connectionString: url });
      client.on('error', () => {});
      await client.connect();
      try {
        return (await client.query(text, values)).rows ?? [];
      } finally {
        await client.end();
      }
    },
    signal(name) {
      for (const pid of processTree(server.pid as number)) process.kill(pid, name);
    },
    async stop(how = 'fast') {
      if (server.exitCode !== null || server.signalCode !== null) return;
      const exited = once(server, 'exit');
      if (how === 'crash') postgres.signal('SIGKILL');
      else server.kill('SIGINT');
      await exited;
    },
    async start() {
      server = spawn(binary, ['-D', data, ...options], { ...user, cwd: folder, stdio: 'ignore' });
      await answers(() => postgres.query(urlOf('postgres'), 'SELECT 1'));
      if (outlivesNobody) endWithThisProcess(server, folder);
    },
    async [Symbol.asyncDispose]() {
      await postgres.stop('crash');
      await rm(folder, { recursive: true, force: true });
    },
  };
  await postgres.start().catch(async (error) => {
    await postgres[Symbol.asyncDispose]();
    throw error;
  });
  return postgres;
}

/** A process that reads from this one, and so sees it end even when it is killed. */
function endWithThisProcess(server: ChildProcess, folder: string): void {
  const script = 'cat > /dev/null; kill -QUIT "$1"; while kill -0 "$1"; do sleep 0.1; done; rm -rf "$2"';
  const words = ['-c', script, 'sh', String(server.pid), folder];
  const reaper = spawn('/bin/sh', words, { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  for (const handle of [server, reaper, reaper.stdin as Socket]) handle.unref();
}

/** PostgreSQL does not run as root: Debian makes a user for it. */
async function unprivilegedUser(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const line = /^postgres:[^:]*:(\d+):(\d+):/m.exec(await readFile('/etc/passwd', 'utf8'));
  if (!line) throw new Error('The tests need the user postgres, which the package of PostgreSQL makes.');
  return { uid: Number(line[1]), gid: Number(line[2]) };
}
