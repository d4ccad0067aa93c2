import type { IncomingMessage, ServerResponse } from 'node:http';

/** More than any client has, and few enough for every connection to have them. */
const WAITING_MAX = 32;

type Handler = (req: IncomingMessage, res: ServerResponse) => void;

/**
 * Lets one connection have so many requests without an answer, and ends one that sends more: Node reads all that a packet
 * holds before any of it is answered, and a packet holds a thousand of them.
 */
export function limitPipelining(handler: Handler, { waitingMax = WAITING_MAX } = {}): Handler {
  const waiting = new WeakMap<object, number>();
  return function limited(req, res) {
    const { socket } = req;
    const before = waiting.get(socket) ?? 0;
    if (socket.destroyed || before >= waitingMax) {
      res.emit('close'); // no one else ever would: it has no connection
      return void socket.destroy();
    }
    waiting.set(socket, before + 1);
    res.once('close', () => waiting.set(socket, (waiting.get(socket) ?? 1) - 1));
    handler(req, res);
  };
}
