import type { Server } from 'node:http';
import type { Socket } from 'node:net';

export type ConnectionLimits = {
  /** Connections at the same time; Node closes what goes beyond before it has read a byte. */
  readonly maxConnections: number;
  /** Who a connection counts for; null: nobody, since it carries many callers. */
  readonly peerOf: (socket: Socket) => string | null;
};

/** Lets one peer hold half of the connections and no more, so that nobody can take them all from everybody else. */
export function limitConnections(server: Server, { maxConnections, peerOf }: ConnectionLimits): void {
  const open = new Map<string, number>();
  const share = Math.max(1, Math.floor(maxConnections / 2));
  server.maxConnections = maxConnections;
  server.prependListener('connection', (socket: Socket) => {
    const peer = peerOf(socket);
    if (peer === null) return;
    const before = open.get(peer) ?? 0;
    open.set(peer, before + 1);
    socket.once('close', () => {
      const left = (open.get(peer) ?? 1) - 1;
      if (left > 0) open.set(peer, left);
      else open.delete(peer);
    });
    if (before >= share) socket.destroy();
  });
}
