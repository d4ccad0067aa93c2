import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { AppError } from '../errors.ts';
import { errorAnswer } from './error-body.ts';

export type RefusalOptions = {
  /** Told the status of each answer to a request that the handler never hears of. */
  onRefused?: ((status: number) => void) | undefined;
};

/**
 * Answers what Node refuses by itself (bad request line, too large headers, too slow) in the error shape, after the
 * answers to what came before on the same connection, and closes it.
 */
export function answersRefusals({ onRefused }: RefusalOptions) {
  const latest = new WeakMap<Duplex, ServerResponse>();
  const broken = new WeakSet<Duplex>();
  return { noteRequest, onClientError };

  function noteRequest(req: IncomingMessage, res: ServerResponse): void {
    latest.set(req.socket, res);
  }

  function onClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    if (broken.has(socket)) return; // each later byte is an error of its own
    broken.add(socket);
    const before = latest.get(socket);
    if (!before || (before.req.complete && before.writableFinished)) {
      refuse(error, socket);
    } else if (before.req.complete) {
      before.once('finish', () => socket.writable && refuse(error, socket));
    } else if (before.writableFinished) {
      close(socket); // its body broke after the answer
    } else if (before.headersSent) {
      socket.destroy();
    } else {
      send(error, socket); // in place of the answer that the broken body will not get
    }
  }

  function refuse(error: NodeJS.ErrnoException, socket: Duplex): void {
    onRefused?.(send(error, socket));
  }
}

const REFUSALS: Readonly<Record<string, [status: number, reason: string, message: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large', 'The request headers are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout', 'The request took too long to arrive.'],
};

/** Returns the status. */
function send({ code = '' }: NodeJS.ErrnoException, socket: Duplex): number {
  const [status, reason, message] = REFUSALS[code] ?? [400, 'Bad Request', 'The request is not valid HTTP.'];
  const { body } = errorAnswer(new AppError('malformed_request', message), crypto.randomUUID());
  const json = JSON.stringify(body);
  socket.write(
    `HTTP/1.1 ${status} ${reason}\r\nContent-Type: application/json; charset=utf-8\r\nX-Request-Id: ${body.request_id}\r\n` +
      `Content-Length: ${Buffer.byteLength(json)}\r\nConnection: close\r\n\r\n${json}`,
  );
  close(socket);
  return status;
}

/** Time to read the last answer in. */
const LINGERS_MS = 1000;

function close(socket: Duplex): void {
  socket.end();
  setTimeout(() => socket.destroy(), LINGERS_MS).unref(); // a slow client would go on sending for ever
}
