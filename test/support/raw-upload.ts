import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { holdRawAnswer } from './answer-faults.ts';

export const BOUNDARY = 'xX-boundary-Xx';

/** A part of a form, whatever its headers. */
export function part(headers: string, content = ''): string {
  return `--${BOUNDARY}\r\n${headers}\r\n\r\n${content}\r\n`;
}

export function filePart(content: string, { name = 'file', filename = 'a.txt' } = {}): string {
  return part(
    `Content-Disposition: form-data; name="${name}"; filename="${filename}"\r\nContent-Type: text/plain`,
    content,
  );
}

export const END = `--${BOUNDARY}--\r\n`;

/** An upload under way on a socket of its own, for what `fetch` would never send. */
export type RawUpload = {
  socket: Socket;
  /** Resolves when the server closes, with the status and the body of its answer; status 0: it said nothing. */
  answer: Promise<{ status: number; body: Record<string, unknown>; headers: string }>;
};

/** Sends the head of an upload, with `Content-Length` if `length` is given, else chunked. */
export function rawUpload(
  url: string,
  {
    length,
    type = `multipart/form-data; boundary=${BOUNDARY}`,
    headers = '',
    path = '/api/v1/documents/upload',
  }: { length?: number; type?: string | null; headers?: string; path?: string } = {},
): RawUpload {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  const framing = length === undefined ? 'Transfer-Encoding: chunked' : `Content-Length: ${length}`;
  const content = type === null ? '' : `Content-Type: ${type}\r\n`;
  socket.on('error', () => {}).setEncoding('utf8');
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${headers}${content}${framing}\r\n\r\n`,
  );
  let received = '';
  socket.on('data', (text) => {
    received += text;
  });
  const closed = new Promise((done) => socket.once('close', done)); // an error before it is no answer, and no failure
  const answer = closed.then(() => {
    const [headers = '', body = ''] = received.split('\r\n\r\n');
    const fields = headers
      .split('\r\n')
      .slice(1)
      .map((field) => field.split(': ', 2) as [string, string]);
    const status = Number(headers.split(' ')[1] ?? 0);
    holdRawAnswer(`POST ${path}\r\n`, { status, headers: new Headers(fields), text: body });
    return { status, body: body ? JSON.parse(body) : {}, headers };
  });
  return { socket, answer };
}

/** Sends a whole body and reads the answer. */
export function sendUpload(url: string, body: string, { type }: { type?: string | null } = {}): RawUpload['answer'] {
  const length = Buffer.byteLength(body);
  const { socket, answer } = rawUpload(url, type === undefined ? { length } : { length, type });
  socket.write(body);
  return answer;
}

/** Sends `piece` again and again, as fast as it is taken, until `bytes` are sent or the server closes. Returns what was sent. */
export async function pump(socket: Socket, piece: Buffer, bytes: number): Promise<number> {
  let sent = 0;
  const closed = once(socket, 'close').catch(() => {}); // cut off in the middle of a write
  while (sent < bytes && socket.writable) {
    if (!socket.write(piece)) await Promise.race([once(socket, 'drain').catch(() => {}), closed]);
    sent += piece.length;
  }
  return sent;
}
