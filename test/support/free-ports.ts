import { once } from 'node:events';
import { createServer } from 'node:net';

/** A cluster node of Redis listens on its port + 10,000 as well. */
const LARGEST = 55_535;

/** A port of the loopback that nobody listens on. */
export async function freePort(): Promise<number> {
  for (;;) {
    const [port = 0] = await freePorts(1);
    if (port <= LARGEST) return port;
  }
}

/** Ports of the loopback that nobody listens on, no two of them the same. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  return ports;
}
