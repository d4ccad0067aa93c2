import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { AppError } from '../errors.ts';
import { errorAnswer } from './error-body.ts';

type Handler = (req: IncomingMessage, res: ServerResponse) => void;

export type ServerOptions = {
  /** Longest time a client may take to send a whole request, and its headers. */
  requestTimeoutMs: number;
  headersTimeoutMs: number;
  /** Told the status of each answer that the handler never hears of. */
  onRefused?: (status: number) => void;
};

/**
 * Node's HTTP server with the service's manners: expectations are left to the handler, and what Node refuses by itself
 * (bad request line, too large headers, too slow) has the error shape too.
 */
export function createHttpServer(handler: Handler, options: ServerOptions): Server {
  const server = createServer({
    requestTimeout: options.requestTimeoutMs,
    headersTimeout: options.headersTimeoutMs,
    connectionsCheckingInterval: 1000,
    keepAliveTimeout: 65_000,
  });
  const latest = new WeakMap<Duplex, ServerResponse>();
  const serve: Handler = (req, res) => {
    latest.set(req.socket, res);
    handler(req, res);
  };
  server.on('request', serve);
  server.on('checkContinue', serve); // answered by body-pieces.ts, once the limit has been asked
  server.on('checkExpectation', serve); // refused by expectation.ts
  const broken = new WeakSet<Duplex>();
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    if (broken.has(socket)) return; // each later byte is an error of its own
    broken.add(socket);
    refuse(error, socket, latest.get(socket), options);
  });
  return server;
}

const REFUSALS: Readonly<Record<string, [status: number, reason: string, message: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large', 'The request headers are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout', 'The request took too long to arrive.'],
};

/** Time to read the refusal in. */
const REFUSED_LINGERS_MS = 1000;

function refuse(
  error: NodeJS.ErrnoException,
  socket: Duplex,
  answering: ServerResponse | undefined,
  { onRefused }: ServerOptions,
): void {
  if (!answering || answering.writableFinished) {
    onRefused?.(answer(error, socket));
  } else if (answering.req.complete) {
    answering.once('finish', () => socket.writable && onRefused?.(answer(error, socket))); // a good request goes before
  } else if (answering.headersSent) {
    socket.destroy();
  } else {
    answer(error, socket); // in place of the answer that the broken body will not get
  }
}

/** Returns the status. */
function answer({ code = '' }: NodeJS.ErrnoException, socket: Duplex): number {
  const [status, reason, message] = REFUSALS[code] ?? [400, 'Bad Request', 'The request is not valid HTTP.'];
  const { body } = errorAnswer(new AppError('malformed_request', message), crypto.randomUUID());
  const json = JSON.stringify(body);
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\nContent-Type: application/json; charset=utf-8\r\nX-Request-Id: ${body.request_id}\r\n` +
      `Content-Length: ${Buffer.byteLength(json)}\r\nConnection: close\r\n\r\n${json}`,
  );
  setTimeout(() => socket.destroy(), REFUSED_LINGERS_MS).unref(); // a slow client would go on sending for ever
  return status;
}
