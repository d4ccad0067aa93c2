import keySlot from 'cluster-key-slot';
import { type CommandParser, createClient, createCluster, defineScript } from 'redis';
import { within } from '../../within.ts';
import { SCRIPTS } from './scripts.ts';

/** A server that accepts and then says nothing is given up after this. */
const OPEN_TIMEOUT_MS = 1000;
/** Less, so that a connection that is given up cannot still come to stand. */
const CONNECT_TIMEOUT_MS = 900;
const CLOSE_TIMEOUT_MS = 500;
/** A server of a cluster is called upon again after this; a single server by `connectRedis`. */
const NODE_RETRY_MS = 1000;
const TOUCHED_FOR_MS = 1000;
/** The first whose scripts can say that they write, so that a full or a demoted server refuses them as a whole. */
const VERSION_MIN = 7;

/** Every script takes keys of one hash slot and numbers, and answers with numbers. */
function numeric(SCRIPT: string) {
  return defineScript({
    SCRIPT,
    parseCommand(parser: CommandParser, keys: readonly string[], numbers: readonly string[]) {
      parser.pushKeysLength([...keys]);
      parser.push(...numbers);
    },
    transformReply: (reply: number[]) => reply,
  });
}

const scripts = {
  take: numeric(SCRIPTS.take),
  reserve: numeric(SCRIPTS.reserve),
  settle: numeric(SCRIPTS.settle),
};

/** One connection to a server, or to all of a cluster. */
export type RedisClient = ReturnType<typeof serverClient> | ReturnType<typeof clusterClient>;

export type OpenRedis = {
  /** A server of its own, or any of a cluster: which of the two, it tells itself. */
  url: string;
  /** All servers to ask for the map of the cluster. */
  urls: readonly string[];
  /** Hears every failure of the connection, also later. */
  onError: (error: unknown) => void;
};

/**
 * Connects, once.
 * @throws what the server said where it refuses (DENIED, NOAUTH, ERR …), or why it cannot be reached.
 */
export async function openRedis({ url, urls, onError }: OpenRedis): Promise<RedisClient> {
  const opened: RedisClient[] = [];
  const opens = async <Client extends RedisClient>(client: Client): Promise<Client> => {
    opened.push(client);
    client.on('error', onError).on('node-error', onError);
    await client.connect();
    return client;
  };
  const open = async (): Promise<RedisClient> => {
    const server = await opens(serverClient(url));
    const { version, mode } = await server.hello();
    if (Number.parseInt(String(version), 10) < VERSION_MIN)
      throw new Error(`UNSUPPORTED Redis ${version}: ${VERSION_MIN} or newer is needed`);
    if (String(mode) !== 'cluster') return withScripts(server);
    const cluster = await opens(clusterClient(urls));
    server.destroy();
    return cluster;
  };
  try {
    return await within(OPEN_TIMEOUT_MS, open());
  } catch (error) {
    for (const client of opened) client.destroy();
    throw error;
  }
}

/** Loads them ahead of every command, so that none is sent again, after later ones, because the server did not know its script. */
function withScripts(server: ReturnType<typeof serverClient>): typeof server {
  for (const script of Object.values(SCRIPTS)) server.scriptLoad(script).catch(() => {}); // then it is sent with the command
  return server;
}

/** Which server answers for a key. */
export function nodeOf(client: RedisClient, key: string): string {
  return 'slots' in client ? (client.slots[keySlot(key)]?.master.address ?? 'none') : 'server';
}

/** Where a key lies: a single server has one slot. */
export function slotOf(client: RedisClient, key: string): string {
  return 'slots' in client ? String(keySlot(key)) : 'server';
}

/** Writes a key that is gone in a second. */
export async function touch(client: RedisClient, key: string): Promise<void> {
  const expiration = { type: 'PX', value: TOUCHED_FOR_MS } as const;
  await ('slots' in client ? client.set(key, '', { expiration }) : client.set(key, '', { expiration }));
}

/** The servers of a cluster, reached as `url` is; none of a single server. */
export function urlsOf(client: RedisClient, url: string): string[] {
  if (!('slots' in client)) return [];
  return client.masters.map(({ host, port }) => {
    const one = new URL(url);
    one.host = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    return one.href;
  });
}

/** Lets the commands on their way end, then closes; cuts off what does not. */
export async function retire(client: RedisClient): Promise<void> {
  if (client.isOpen) await within(CLOSE_TIMEOUT_MS, client.close()).catch(() => {});
  client.destroy();
}

const options = {
  RESP: 3, // its handshake is a question: connected means that the server has answered, and what it answers is heard
  disableOfflineQueue: true,
  disableClientInfo: true,
  maintNotifications: 'disabled',
  commandOptions: { timeout: 0 }, // none: its timer fires for no stopped server, and costs one AbortSignal a command
} as const;

function serverClient(url: string) {
  const socket = { connectTimeout: CONNECT_TIMEOUT_MS, reconnectStrategy: false } as const;
  return createClient({ ...options, scripts, url, socket });
}

/** Its servers are reached with the credentials of the first URL. */
function clusterClient(urls: readonly string[]) {
  const { username, password, protocol } = new URL(urls[0] as string);
  const credentials = {
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
  };
  const socket = { connectTimeout: CONNECT_TIMEOUT_MS, reconnectStrategy: () => NODE_RETRY_MS };
  return createCluster({
    scripts,
    RESP: options.RESP,
    commandOptions: options.commandOptions,
    rootNodes: urls.map((url) => ({ url })),
    defaults: { ...options, ...credentials, socket: protocol === 'rediss:' ? { ...socket, tls: true } : socket },
    minimizeConnections: true, // else one dead node keeps the whole cluster from being connected
    topologyRefreshOnReconnectionAttemptStrategy: 500,
  });
}
