import { setTimeout as after } from 'node:timers/promises';
import { ClientOfflineError } from 'redis';
import { nodeOf, openRedis, type RedisClient, retire, slotOf, touch, urlsOf } from './redis-client.ts';

/** A server that accepts a connection is not asked for another one sooner. */
const CONNECT_EVERY_MS = 1000;
/** Nor is one that accepts none: nobody has to serve those. */
const REFUSED_AGAIN_MS = 250;

/** A Redis server or cluster that runs our scripts. Connects by itself, again and again, and never queues what it cannot send now. */
export type RedisConnection = {
  /** Which server answers for a key. */
  nodeOf(key: string): string;
  /** Keys of one slot may stand in one call. */
  slotOf(key: string): string;
  /** Rejects at once without a connection, with the reason as its cause, and may hang where a server does. NOSCRIPT, MOVED and ASK are followed. */
  take(keys: readonly string[], numbers: readonly string[]): Promise<number[]>;
  reserve(keys: readonly string[], numbers: readonly string[]): Promise<number[]>;
  settle(keys: readonly string[], numbers: readonly string[]): Promise<number[]>;
  /** Writes a key that is gone in a second; rejects as `take` does. */
  touch(key: string): Promise<void>;
  /** Makes the connection anew, within a second: the present one may lead to a stalled or a demoted server. It stays until the new one stands. */
  renew(): void;
  close(): Promise<void>;
};

export type RedisConnectionOptions = {
  /** One URL names a server or a cluster, several name nodes of one cluster. They hold credentials: not for logs. */
  urls: readonly string[];
  /** Told whenever a new connection stands. */
  onConnect?: () => void;
};

/** No connection has stood yet, nor failed to. */
class ConnectingError extends Error {
  override readonly name = 'ConnectingError';
}

export function connectRedis({ urls, onConnect = () => {} }: RedisConnectionOptions) {
  const closing = new AbortController();
  let current: RedisClient | undefined;
  let lastError: unknown = new ConnectingError();
  let connecting = false;
  let attempts = 0;
  let nextAtMs = 0;
  void connect();
  return {
    nodeOf: (key) => (current ? nodeOf(current, key) : 'none'),
    slotOf: (key) => (current ? slotOf(current, key) : 'none'),
    take: (keys, numbers) => told(async () => ready().take(keys, numbers)),
    reserve: (keys, numbers) => told(async () => ready().reserve(keys, numbers)),
    settle: (keys, numbers) => told(async () => ready().settle(keys, numbers)),
    touch: (key) => told(async () => touch(ready(), key)),
    renew: () => void connect(),
    async close() {
      closing.abort();
      if (current) await retire(current);
    },
  } satisfies RedisConnection;

  function ready(): RedisClient {
    if (!current?.isReady) throw new Error('Redis is not connected', { cause: lastError });
    return current;
  }

  /** A server of a cluster that is away says only that it is; why, its connection has told. */
  async function told<T>(command: () => Promise<T>): Promise<T> {
    try {
      return await command();
    } catch (error) {
      throw error instanceof ClientOfflineError ? new Error('Redis is not connected', { cause: lastError }) : error;
    }
  }

  function failed(error: unknown): void {
    lastError = error;
    if (current && !current.isReady) void connect();
  }

  /** Tries once, and then as long as there is no connection at all. */
  async function connect(): Promise<void> {
    if (connecting) return;
    connecting = true;
    do await attempt();
    while (!current?.isReady && !closing.signal.aborted);
    connecting = false;
  }

  async function attempt(): Promise<void> {
    const { signal } = closing;
    await after(Math.max(0, nextAtMs - performance.now()), undefined, { signal, ref: false }).catch(() => {});
    if (signal.aborted) return;
    nextAtMs = performance.now() + CONNECT_EVERY_MS;
    const known = current ? urlsOf(current, urls[0] as string) : [];
    const all = [...new Set([...urls, ...known])];
    try {
      replace(await openRedis({ url: all[attempts++ % all.length] as string, urls: all, onError: failed }));
    } catch (error) {
      if (isRefused(error)) nextAtMs = performance.now() + REFUSED_AGAIN_MS;
      failed(error);
    }
  }

  function replace(made: RedisClient): void {
    const old = current;
    current = made;
    lastError = new ConnectingError(); // what was wrong before explains no later failure
    if (closing.signal.aborted) made.destroy();
    else onConnect();
    if (old) void retire(old);
  }
}

function isRefused(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';
}
