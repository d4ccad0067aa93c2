import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { readUnacknowledged, type Unacknowledged } from './unacknowledged.ts';

export type StallTimes = {
  /** How long a client may take nothing of what is sent to it. */
  readonly stalledMs: number;
  /** How often connections are checked; a byte taken is seen at most two checks late. */
  readonly everyMs: number;
};

export const STALL_TIMES: StallTimes = { stalledMs: 30_000, everyMs: 1500 };

/** The state of a connection at the last check. */
type Seen = {
  /** Bytes handed to the kernel. */
  handed: number;
  /** Bytes that the client had taken, and since when it took no more. */
  taken: number;
  sinceMs: number;
  /** Bytes handed over when all of them had been taken. */
  settledAt: number;
};

/**
 * Ends every connection whose client takes no byte of an answer for `stalledMs`, whatever it was sent. Neither Node's
 * timeout nor `drain` can tell: the one starts anew with whatever is handed to the kernel, the other comes only once a
 * third of the kernel's buffer is free again, which a slow client that takes megabytes may need minutes for.
 */
export function endStalledClients(
  server: Server,
  { stalledMs, everyMs }: StallTimes,
  now = () => performance.now(),
): void {
  const connections = new Map<Socket, Seen>();
  let looking = false;
  server.on('connection', (socket: Socket) => {
    connections.set(socket, { handed: 0, taken: 0, sinceMs: now(), settledAt: 0 });
    socket.once('close', () => connections.delete(socket));
  });
  const timer = setInterval(look, everyMs).unref();
  server.once('close', () => clearInterval(timer));

  async function look(): Promise<void> {
    if (looking) return;
    looking = true;
    try {
      const quiet = [...connections].filter(([socket, seen]) => isQuiet(socket, seen));
      if (quiet.length === 0) return;
      const unacknowledged = await readUnacknowledged();
      for (const [socket, seen] of quiet) if (isStalled(socket, seen, unacknowledged)) socket.resetAndDestroy();
    } finally {
      looking = false;
    }
  }

  function isStalled(socket: Socket, seen: Seen, unacknowledged: Unacknowledged): boolean {
    const held = unacknowledged(socket);
    const taken = handedOver(socket) - held;
    const owes = socket.writableLength + held > 0;
    if (!owes) seen.settledAt = seen.handed;
    if (!owes || taken !== seen.taken) seen.sinceMs = now();
    seen.taken = taken;
    return now() - seen.sinceMs >= stalledMs;
  }
}

/** Nothing was handed to the kernel since the last check, and it is not known that the client has taken everything. */
function isQuiet(socket: Socket, seen: Seen): boolean {
  const handed = handedOver(socket);
  const quiet = handed === seen.handed;
  seen.handed = handed;
  return quiet && (socket.writableLength > 0 || handed > seen.settledAt);
}

function handedOver({ bytesWritten, writableLength }: Socket): number {
  return bytesWritten - writableLength;
}
