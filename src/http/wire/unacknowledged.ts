import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Bytes that the kernel holds for a connection because its peer has not acknowledged them. */
export type Unacknowledged = (socket: Socket) => number;

const TABLES = ['/proc/self/net/tcp', '/proc/self/net/tcp6'];

/** A row whose `tx_queue` is not 0: port, peer, bytes. Most are 0, and make no garbage this way. */
const OWED = /^ *\d+: [0-9A-F]+:([0-9A-F]{4}) ([0-9A-F]+:[0-9A-F]{4}) [0-9A-F]{2} (?!0{8}:)([0-9A-F]{8}):/gm;

/** Reads Linux's table of connections (proc_net_tcp.rst, `tx_queue`), once for all of them. Elsewhere every answer is 0. */
export async function readUnacknowledged(): Promise<Unacknowledged> {
  const byConnection = new Map<string, number>();
  for (const table of TABLES) {
    const rows = await readFile(table, 'latin1').catch(() => '');
    for (const [, port, peer, bytes] of rows.matchAll(OWED))
      byConnection.set(`${port} ${peer}`, Number.parseInt(bytes as string, 16));
  }
  return (socket) => byConnection.get(connectionOf(socket)) ?? 0;
}

/** As the table spells it: each four bytes of the peer's address in the machine's order, then its port. */
function connectionOf({ localPort = 0, remotePort = 0, remoteAddress = '' }: Socket): string {
  const [address = ''] = remoteAddress.split('%');
  if (!ipaddr.isValid(address)) return '';
  const words = new Uint32Array(new Uint8Array(ipaddr.parse(address).toByteArray()).buffer);
  return `${hex(localPort, 4)} ${[...words].map((word) => hex(word, 8)).join('')}:${hex(remotePort, 4)}`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}
