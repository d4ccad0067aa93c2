import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { answerClientErrors, type ClientErrorOptions, TUNNEL } from './client-errors.ts';
import { type ConnectionLimits, limitConnections } from './connection-limits.ts';
import { CountedResponse } from './counted-response.ts';
import { limitPipelining } from './pipelining.ts';
import { endStalledClients, STALL_TIMES, type StallTimes } from './stalled-clients.ts';

type Handler = (req: IncomingMessage, res: ServerResponse) => void;

export type ServerOptions = ClientErrorOptions & {
  /** Longest time a client may take to send a whole request, and its headers. */
  requestTimeoutMs: number;
  headersTimeoutMs: number;
  connections?: ConnectionLimits;
  stallTimes?: StallTimes;
};

/**
 * Node's HTTP server, with two changes: expectations and a missing Host are left to the handler, and errors that Node
 * answers by itself have the error shape of the API.
 */
export function createHttpServer(handler: Handler, options: ServerOptions): Server {
  const server = createServer({
    ServerResponse: CountedResponse as typeof ServerResponse, // Node's types take no subclass
    requestTimeout: options.requestTimeoutMs,
    headersTimeout: options.headersTimeoutMs,
    requireHostHeader: false, // Node's own 400 has no body; request-head.ts answers it
    connectionsCheckingInterval: 1000,
    keepAliveTimeout: 65_000,
  });
  if (options.connections) limitConnections(server, options.connections);
  endStalledClients(server, options.stallTimes ?? STALL_TIMES);
  const { trackRequest, onClientError } = answerClientErrors(options);
  const limited = limitPipelining(handler, { ...(options.connections && { peerOf: options.connections.peerOf }) });
  for (const event of ['request', 'checkContinue', 'checkExpectation'])
    server.on(event, trackRequest).on(event, limited);
  server.on('error', () => {}); // a connection that the system could not accept; whoever listens awaits his own
  server.on('clientError', onClientError);
  server.on('connect', (_req, socket) => {
    socket.on('error', () => socket.destroy()); // Node has taken its hands off this one
    onClientError(TUNNEL, socket);
  });
  return server;
}
