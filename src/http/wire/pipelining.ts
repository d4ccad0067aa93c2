import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** More than any client has, and few enough for every connection to have them. */
const WAITING_MAX = 32;
/** Requests of one peer, over all its connections, that wait behind another one of theirs: each holds some 20 KiB. */
const BEHIND_MAX = 512;

type Handler = (req: IncomingMessage, res: ServerResponse) => void;
type PipeliningOptions = {
  waitingMax?: number;
  behindMax?: number;
  /** Who a connection counts for; null: nobody, since it carries many callers. */
  peerOf?: (socket: Socket) => string | null;
};
/** A connection: its requests without an answer. */
type Open = { readonly peer: string | null; waiting: number };

/**
 * Lets one connection have so many requests without an answer, and one peer so many that wait behind others; ends a
 * connection that sends more. Node reads all that a packet holds before any of it is answered, and a packet holds a thousand.
 */
export function limitPipelining(
  handler: Handler,
  { waitingMax = WAITING_MAX, behindMax = BEHIND_MAX, peerOf = () => null }: PipeliningOptions = {},
): Handler {
  const connections = new WeakMap<Socket, Open>();
  const behind = new Map<string, number>();

  function opened(socket: Socket): Open {
    const known = connections.get(socket);
    if (known) return known;
    const connection = { peer: peerOf(socket), waiting: 0 };
    connections.set(socket, connection);
    socket.once('close', () => wait(connection, 0)); // whatever becomes of its answers
    return connection;
  }

  function wait(connection: Open, waiting: number): void {
    const { peer, waiting: before } = connection;
    connection.waiting = waiting;
    if (peer === null) return;
    const left = (behind.get(peer) ?? 0) + Math.max(0, waiting - 1) - Math.max(0, before - 1);
    if (left > 0) behind.set(peer, left);
    else behind.delete(peer);
  }

  function mayWait({ peer, waiting }: Open): boolean {
    if (waiting === 0) return true;
    return waiting < waitingMax && (peer === null || (behind.get(peer) ?? 0) < behindMax);
  }

  return function limited(req, res) {
    const { socket } = req;
    const connection = opened(socket);
    if (socket.destroyed || !mayWait(connection)) {
      res.emit('close'); // no one else ever would: it has no connection
      return void socket.destroy();
    }
    wait(connection, connection.waiting + 1);
    res.once('close', () => {
      if (connection.waiting > 0) wait(connection, connection.waiting - 1);
    });
    handler(req, res);
  };
}
