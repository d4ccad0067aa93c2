import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'redis';
import { answers } from './answers.ts';
import { freePort } from './free-ports.ts';
import { program } from './program.ts';

export type Redis = AsyncDisposable & {
  url: string;
  port: number;
  /** Speaks to the server; connected anew for each command, so that the server may come and go. */
  command(...words: string[]): Promise<unknown>;
  signal(name: NodeJS.Signals): void;
  /** Ends the process at once, without saving. */
  kill(): Promise<void>;
  /** Starts it again on the same port and folder, with further options; resolves once it answers `PONG`, or at once. */
  start(options?: readonly string[], wait?: 'answers' | 'spawned'): Promise<void>;
};

/** A real redis-server on a free port, in a folder of its own that goes when it is disposed of. */
export async function startRedis(options: readonly string[] = []): Promise<Redis> {
  return openRedis(options).catch(() => openRedis(options)); // another test may have been given the same port meanwhile
}

async function openRedis(options: readonly string[]): Promise<Redis> {
  const [binary, dir, port] = [
    await program('redis-server'),
    await mkdtemp(join(tmpdir(), 'docent-redis-')),
    await freePort(),
  ];
  const words = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--save', '', ...options];
  let child: ChildProcess;
  const redis: Redis = {
    url: `redis://127.0.0.1:${port}`,
    port,
    async command(...words) {
      const client = createClient({
        RESP: 2,
        url: redis.url,
        socket: { reconnectStrategy: false },
        disableClientInfo: true,
      });
      client.on('error', () => {});
      await client.connect();
      try {
        return await client.sendCommand(words);
      } finally {
        client.destroy();
      }
    },
    signal: (name) => void child.kill(name),
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
    async start(more = [], wait = 'answers') {
      child = spawn(binary, [...words, ...more], { stdio: 'ignore' });
      if (wait === 'answers') await answers(pings);
    },
    async [Symbol.asyncDispose]() {
      await redis.kill();
      await rm(dir, { recursive: true, force: true });
    },
  };
  await redis.start().catch(async (error) => {
    await redis[Symbol.asyncDispose]();
    throw error;
  });
  return redis;

  async function pings(): Promise<void> {
    if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}`);
    await redis.command('PING').catch((error: Error) => {
      if (!error.message.startsWith('NOAUTH')) throw error; // asking for a password is an answer, too
    });
  }
}

/** Three masters that share the slots; each also serves as an entry. */
export async function startRedisCluster(): Promise<AsyncDisposable & { nodes: Redis[]; urls: string }> {
  const nodes = await Promise.all(
    [0, 1, 2].map(() => startRedis(['--cluster-enabled', 'yes', '--cluster-node-timeout', '5000'])),
  );
  const ranges = [
    [0, 5460],
    [5461, 10922],
    [10923, 16383],
  ] as const;
  for (const [i, node] of nodes.entries()) {
    await node.command('CLUSTER', 'ADDSLOTSRANGE', ...(ranges[i] ?? []).map(String));
    await node.command('CLUSTER', 'SET-CONFIG-EPOCH', String(i + 1));
    await node.command('CLUSTER', 'MEET', '127.0.0.1', String(nodes[0]?.port));
  }
  for (const node of nodes)
    await answers(async () => {
      if (!String(await node.command('CLUSTER', 'INFO')).includes('cluster_state:ok')) throw new Error('not joined');
    });
  return {
    nodes,
    urls: nodes.map(({ url }) => url).join(','),
    [Symbol.asyncDispose]: async () => void (await Promise.all(nodes.map((node) => node[Symbol.asyncDispose]()))),
  };
}
