import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { AppError } from '../../errors.ts';
import { errorAnswer } from '../error-body.ts';
import { SECURITY_HEADERS } from '../security-headers.ts';
import { breakBody } from './broken-body.ts';

/** The answer to a request that the handler never hears of. */
export type ClientError = { readonly status: number; readonly requestId: string };

export type ClientErrorOptions = { onAnswered?: ((error: ClientError) => void) | undefined };

/**
 * Answers the client errors that Node finds by itself (bad request line, too large headers, too slow) in the error shape, after the
 * answers to what came before on the same connection, and closes it. A request whose body breaks has a handler: that
 * one answers.
 */
export function answerClientErrors({ onAnswered }: ClientErrorOptions) {
  const latest = new WeakMap<Duplex, ServerResponse>();
  const broken = new WeakSet<Duplex>();
  return { trackRequest, onClientError };

  function trackRequest(req: IncomingMessage, res: ServerResponse): void {
    latest.set(req.socket, res);
  }

  function onClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    if (broken.has(socket)) return; // each later byte is an error of its own
    broken.add(socket);
    const before = latest.get(socket);
    if (before) endsWith(before, error, socket);
    else answer(error, socket);
  }

  /** `before` is the last request that was whole enough to be served; it may still wait for answers to earlier ones. */
  function endsWith(before: ServerResponse, error: NodeJS.ErrnoException, socket: Duplex): void {
    const { complete } = before.req;
    if (before.writableFinished) {
      if (complete) answer(error, socket);
      else close(socket); // its body broke after the answer
    } else if (complete || before.headersSent) {
      before.once('finish', () => endsWith(before, error, socket));
    } else {
      breakBody(before.req, error);
    }
  }

  function answer(error: NodeJS.ErrnoException, socket: Duplex): void {
    if (!socket.writable) return;
    onAnswered?.(send(error, socket));
  }
}

/** What stands for the failure of a request that asks for a tunnel. */
export const TUNNEL = Object.assign(new Error('CONNECT'), { code: 'TUNNEL' });

const CLIENT_ERRORS: Readonly<Record<string, [status: number, reason: string, message: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large', 'The request headers are too large.'],
  TUNNEL: [400, 'Bad Request', 'CONNECT is not supported: this service is not a proxy.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout', 'The request took too long to arrive.'],
};

function send({ code = '' }: NodeJS.ErrnoException, socket: Duplex): ClientError {
  const [status, reason, message] = CLIENT_ERRORS[code] ?? [400, 'Bad Request', 'The request is not valid HTTP.'];
  const requestId = randomUUID();
  const json = JSON.stringify(errorAnswer(new AppError('malformed_request', message), requestId).body);
  const headers = {
    'Content-Type': 'application/json; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Request-Id': requestId,
    ...SECURITY_HEADERS,
    'Content-Length': String(Buffer.byteLength(json)),
    Connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.write(`HTTP/1.1 ${status} ${reason}\r\n${lines.join('\r\n')}\r\n\r\n${json}`);
  close(socket);
  return { status, requestId };
}

/** Time to read the last answer in. */
const LINGERS_MS = 1000;

function close(socket: Duplex): void {
  socket.end();
  setTimeout(() => socket.destroy(), LINGERS_MS).unref(); // a slow client would go on sending for ever
}
