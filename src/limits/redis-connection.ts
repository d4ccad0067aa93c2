import { readFileSync } from 'node:fs';
import { setTimeout as after } from 'node:timers/promises';
import keySlot from 'cluster-key-slot';
import { type CommandParser, createClient, createCluster, defineScript } from 'redis';
import { within } from '../within.ts';

const CONNECT_TIMEOUT_MS = 1000;
const RETRY_MAX_MS = 250;
const CLOSE_TIMEOUT_MS = 500;

const take = defineScript({
  SCRIPT: readFileSync(new URL('./take.lua', import.meta.url), 'utf8'),
  parseCommand(parser: CommandParser, keys: readonly string[], numbers: readonly string[]) {
    parser.pushKeysLength([...keys]);
    parser.push(...numbers);
  },
  transformReply: (reply: number[]) => reply,
});

/** A Redis server or cluster that runs take.lua. Connects by itself, again and again, and never queues what it cannot send now. */
export type RedisConnection = {
  /** Which server answers for a key. */
  nodeOf(key: string): string;
  /** Rejects at once without a connection, with the reason as its cause, and may hang where a server does. NOSCRIPT, MOVED and ASK are followed. */
  take(keys: readonly string[], numbers: readonly string[]): Promise<number[]>;
  /** Makes the connection anew: the present one may lead to a stalled or a demoted server. It stays until the new one stands. */
  renew(): void;
  close(): Promise<void>;
};

export type RedisConnectionOptions = {
  /** One URL names a server, several name nodes of one cluster. They hold credentials: not for logs. */
  urls: readonly string[];
  /** Told whenever a connection fails or ends. */
  onError?: () => void;
};

export function connectRedis({ urls, onError: tell = () => {} }: RedisConnectionOptions): RedisConnection {
  let lastError: unknown;
  const onError = (error: unknown) => {
    lastError = error;
    tell();
  };
  let current: Client = urls.length > 1 ? clusterClient(urls) : serverClient(urls[0] as string);
  hears(current);
  let candidate: Client | undefined;
  let closed = false;
  void keepConnecting(current);
  return {
    nodeOf: (key) => ('slots' in current ? (current.slots[keySlot(key)]?.master.address ?? 'none') : 'server'),
    async take(keys, numbers) {
      if (!current.isReady) throw new Error('Redis is not connected', { cause: lastError });
      return current.take(keys, numbers);
    },
    renew() {
      if (!candidate && !closed) void replace().catch(onError);
    },
    async close() {
      closed = true;
      candidate?.destroy();
      await retire(current);
    },
  };

  function hears(client: Client): void {
    client.on('error', onError);
    if ('slots' in client) client.on('node-error', onError);
  }

  async function keepConnecting(client: Client): Promise<void> {
    while (!closed && (client === current || client === candidate))
      try {
        return void (await client.connect()); // a single server's client tries for ever by itself, a cluster's does not
      } catch {
        await after(RETRY_MAX_MS);
      }
  }

  async function replace(): Promise<void> {
    const made: Client = current.duplicate();
    hears(made);
    candidate = made;
    try {
      await within(CONNECT_TIMEOUT_MS, keepConnecting(made));
      const old = current;
      current = made;
      await retire(old);
    } finally {
      candidate = undefined;
      if (current !== made) made.destroy();
    }
  }
}

type Client = ReturnType<typeof serverClient> | ReturnType<typeof clusterClient>;

const client = {
  RESP: 2,
  disableOfflineQueue: true,
  disableClientInfo: true,
  maintNotifications: 'disabled',
  commandOptions: { timeout: 0 }, // none: its timer fires for no stopped server, and costs one AbortSignal a command
} as const;
const socket = {
  connectTimeout: CONNECT_TIMEOUT_MS,
  reconnectStrategy: (retries: number) => Math.min(25 * 2 ** retries, RETRY_MAX_MS),
};

function serverClient(url: string) {
  return createClient({ ...client, scripts: { take }, url, socket });
}

/** Nodes that the cluster names, but no URL, are reached with the credentials of the first URL. */
function clusterClient(urls: readonly string[]) {
  const { username, password, protocol } = new URL(urls[0] as string);
  const credentials = {
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
  };
  return createCluster({
    scripts: { take },
    RESP: 2,
    commandOptions: client.commandOptions,
    rootNodes: urls.map((url) => ({ url })),
    defaults: { ...client, ...credentials, socket: protocol === 'rediss:' ? { ...socket, tls: true } : socket },
    minimizeConnections: true, // else one dead node keeps the whole cluster from being connected
    topologyRefreshOnReconnectionAttemptStrategy: 500,
  });
}

/** Lets the commands on their way end, then closes; cuts off what does not. */
async function retire(client: Client): Promise<void> {
  if (client.isOpen) await within(CLOSE_TIMEOUT_MS, client.close()).catch(() => {});
  client.destroy();
}
