import type { ServerResponse } from 'node:http';

/**
 * Follows whether the head of a response was handed to a connection that took it. `headersSent` is true as well for one
 * written after the client had hung up, or kept behind an earlier answer on the same connection until it did.
 */
export function trackHead(res: ServerResponse): () => boolean {
  const { writeHead } = res;
  let sent = false;
  res.writeHead = function followed(this: ServerResponse, ...head: unknown[]) {
    sent ||= res.socket?.writable === true;
    return Reflect.apply(writeHead, this, head) as ServerResponse;
  } as ServerResponse['writeHead'];
  if (!res.socket)
    res.once('socket', (socket) => {
      sent ||= res.headersSent && socket.writable;
    });
  return () => sent;
}
