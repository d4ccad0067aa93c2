import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { AppError } from '../errors.ts';
import { errorAnswer } from './error-body.ts';
import { requestIdOf } from './request-id.ts';

type Handler = (req: IncomingMessage, res: ServerResponse) => void;

export type ServerOptions = {
  /** Longest time a client may take to send a whole request, and its headers. */
  requestTimeoutMs: number;
  headersTimeoutMs: number;
};

/**
 * Node's HTTP server with the service's manners: `100-continue` is left to whoever reads the body, and what Node refuses
 * by itself (bad request line, too large headers, too slow) has the error shape too.
 */
export function createHttpServer(handler: Handler, { requestTimeoutMs, headersTimeoutMs }: ServerOptions): Server {
  const server = createServer(
    {
      requestTimeout: requestTimeoutMs,
      headersTimeout: headersTimeoutMs,
      connectionsCheckingInterval: 1000,
      keepAliveTimeout: 65_000,
    },
    handler,
  );
  server.on('checkContinue', handler); // answered by body-pieces.ts, once the limit has been asked
  server.on('checkExpectation', refuseExpectation);
  server.on('clientError', refuse);
  return server;
}

const REFUSALS: Readonly<Record<string, [status: number, reason: string, message: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large', 'The request headers are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout', 'The request took too long to arrive.'],
};

/** Time to read the refusal in. */
const REFUSED_LINGERS_MS = 1000;

function refuse(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const [status, reason, message] = REFUSALS[error.code ?? ''] ?? [
    400,
    'Bad Request',
    'The request is not valid HTTP.',
  ];
  const { body } = errorAnswer(new AppError('malformed_request', message), crypto.randomUUID());
  const json = JSON.stringify(body);
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\nContent-Type: application/json; charset=utf-8\r\nX-Request-Id: ${body.request_id}\r\n` +
      `Content-Length: ${Buffer.byteLength(json)}\r\nConnection: close\r\n\r\n${json}`,
  );
  setTimeout(() => socket.destroy(), REFUSED_LINGERS_MS).unref(); // a slow client would go on sending for ever
}

function refuseExpectation(req: IncomingMessage, res: ServerResponse): void {
  const failure = new AppError('malformed_request', 'Of all expectations only 100-continue can be met.');
  const { status, body } = errorAnswer(failure, requestIdOf(req));
  const json = JSON.stringify(body);
  res.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(json),
    'X-Request-Id': String(body.request_id),
    Connection: 'close',
  });
  res.end(json);
}
