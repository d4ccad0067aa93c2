import type { IncomingMessage } from 'node:http';
import { AppError } from '../errors.ts';
import type { Middleware } from './state.ts';

/** Rejects request heads that HTTP does not allow us to serve (RFC 9112, 3.2; RFC 9110, 10.1.1). */
export function requestHead(): Middleware {
  return function requestHead(ctx, next) {
    if (ctx.path === '*' && ctx.method !== 'OPTIONS')
      throw new AppError('malformed_request', 'The request target has to be a path or an http URL.');
    const hosts = countHeader(ctx.req, 'host');
    if (hosts > 1) throw new AppError('malformed_request', 'A request has one Host header.');
    if (ctx.req.httpVersion === '1.1' && hosts === 0)
      throw new AppError('malformed_request', 'An HTTP/1.1 request needs a Host header.');
    const { expect } = ctx.req.headers;
    if (expect !== undefined && ctx.req.httpVersion !== '1.0' && !/^(100-continue)?$/i.test(expect))
      throw new AppError('malformed_request', 'Only Expect: 100-continue is supported.');
    return next();
  };
}

/** How often a request has a header, given in lower case. Node keeps one of several without a word, and `headersDistinct` copies all. */
export function countHeader({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>, name: string): number {
  let count = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const given = rawHeaders[i] as string;
    if (given.length === name.length && given.toLowerCase() === name) count += 1;
  }
  return count;
}
