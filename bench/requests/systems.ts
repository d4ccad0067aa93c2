import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { eventually } from '../../test/support/eventually.ts';
import { type Redis, startRedis } from '../../test/support/redis.ts';
import { BARE_ENV, COMMAND } from '../../test/support/service.ts';
import { type Client, openClient } from './load.ts';

export const JWT_SECRET = 'the secret of this bench, 32 bytes and more';

/** A server under measurement, with a Redis that serves nobody else. */
export type System = AsyncDisposable & {
  name: string;
  pid: number;
  port: number;
  client: Client;
  redis: Redis;
  redisPid: number;
};

type Start = (env: Record<string, string>) => Promise<{ pid: number; port: number; stop: () => unknown }>;

const CONNECTIONS = 16;
const LIMITS = { RATE_LIMIT_DEFAULT: '60/minute', RATE_LIMIT_QUERY: '1000000/minute' };

/** Ours again, for the rounds in which its Redis is stopped. */
export const STOPPED = 'ours-redis-stopped';

/**
 * Everything that is measured, by name. `service`: the whole of ours; `ours`: the same around the peers' handlers; `before`: that
 * of another checkout, in the folder `BENCH_BEFORE`.
 */
export const SYSTEMS: Readonly<Record<string, Start>> = {
  'bare Koa': peer('bare-koa.js'),
  ours: (env) => forked('bench/requests/ours.ts', { ...env, ...LIMITS }),
  [STOPPED]: (env) => forked('bench/requests/ours.ts', { ...env, ...LIMITS }),
  'ours without log': (env) => forked('bench/requests/ours.ts', { ...env, ...LIMITS, LOG_LEVEL: 'silent' }),
  before: (env) => forked('bench/requests/ours.ts', { ...env, ...LIMITS }, process.env.BENCH_BEFORE),
  service: startOurs,
  'koa-ratelimit': peer('koa-ratelimit.js'),
  'rate-limiter-flexible': peer('rate-limiter-flexible.js'),
  fastify: peer('fastify.js'),
  express: peer('express.js'),
  fastapi: startFastApi,
};

export async function startSystem(name: string, start: Start): Promise<System> {
  const redis = await startRedis();
  try {
    const { pid, port, stop } = await start({ JWT_SECRET, REDIS_URL: redis.url });
    const client = openClient(port, CONNECTIONS);
    const redisPid = Number(/process_id:(\d+)/.exec(String(await redis.command('INFO', 'server')))?.[1]);
    return {
      name,
      pid,
      port,
      client,
      redis,
      redisPid,
      async [Symbol.asyncDispose]() {
        client[Symbol.dispose]();
        await stop();
        await redis[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await redis[Symbol.asyncDispose]();
    throw error;
  }
}

function peer(file: string): Start {
  return (env) => forked(`bench/requests/peers/${file}`, env);
}

/** What it writes goes to a file, as a service's log does. */
async function forked(file: string, env: Record<string, string>, cwd = '.') {
  const log = openSync('/tmp/docent-bench.log', 'w');
  const extra = process.env.BENCH_NODE_OPTIONS ? { NODE_OPTIONS: process.env.BENCH_NODE_OPTIONS } : {};
  const child = fork(file, {
    cwd,
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...extra, ...env },
    stdio: ['ignore', log, 'inherit', 'ipc'],
  });
  const port = await Promise.race([once(child, 'message'), failed(child, file)]);
  return { pid: child.pid as number, port: Number(port[0]), stop: () => child.kill() };
}

async function startOurs(env: Record<string, string>) {
  const [dataDir, logFile] = [await mkdtemp(join(tmpdir(), 'docent-bench-')), '/tmp/docent-bench-service.log'];
  const [command = '', ...args] = COMMAND;
  const child = spawn(command, args, {
    env: {
      ...BARE_ENV,
      DATA_DIR: dataDir,
      RATE_LIMIT_DEFAULT: LIMITS.RATE_LIMIT_QUERY, // one owner looks its document up
      RATE_LIMIT_QUERY: LIMITS.RATE_LIMIT_DEFAULT,
      ...env,
    },
    stdio: ['ignore', openSync(logFile, 'w'), 'inherit'],
  });
  const portOf = () => /"port":(\d+).*"msg":"listening"/.exec(readFileSync(logFile, 'utf8'))?.[1];
  const port = await Promise.race([eventually(async () => portOf(), Boolean), failed(child, command)]);
  const stop = async () => {
    child.kill();
    await once(child, 'exit');
    await rm(dataDir, { recursive: true });
  };
  return { pid: child.pid as number, port: Number(port), stop };
}

/** Where Python's packages are there: `BENCH_PYTHON` names an interpreter that has them. */
async function startFastApi(env: Record<string, string>) {
  const python = process.env.BENCH_PYTHON ?? 'python3';
  const child = spawn(python, ['bench/requests/peers/fastapi_app.py'], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), failed(child, python)]);
  return { pid: child.pid as number, port: Number(line), stop: () => child.kill() };
}

function failed(child: ChildProcess, what: string): Promise<never> {
  return once(child, 'exit').then(([code]) => Promise.reject(new Error(`${what} ended with ${code}`)));
}
