import type { IncomingMessage } from 'node:http';
import { AppError } from '../../errors.ts';

/** What stands for the failure of a body that falls behind its pace. */
export const TOO_SLOW = Object.assign(new Error('The body arrives too slowly'), { code: 'BODY_TOO_SLOW' });

const MESSAGES: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'The request took too long to arrive.',
  HPE_INVALID_EOF_STATE: 'The request ended before its body did.',
  BODY_TOO_SLOW: 'The body arrives too slowly.',
};

/** Why the body of a request will not come to its end. */
export class BrokenBody extends AppError {
  readonly status: 400 | 408;
  /** The client has closed its side of the connection. */
  readonly left: boolean;

  constructor(cause: NodeJS.ErrnoException) {
    const late = cause.code === 'ERR_HTTP_REQUEST_TIMEOUT';
    const left = cause.code === 'HPE_INVALID_EOF_STATE';
    super('malformed_request', MESSAGES[cause.code ?? ''] ?? 'The body of the request is not valid HTTP.', { cause });
    this.status = late ? 408 : 400;
    this.left = left;
  }
}

const broken = new WeakMap<IncomingMessage, BrokenBody>();

/** Tells whoever reads the body, now or later, that it is broken: the answer to the request goes the way of every other. */
export function breakBody(req: IncomingMessage, cause: NodeJS.ErrnoException): void {
  broken.set(req, new BrokenBody(cause));
  req.emit('broken');
}

/** How the body broke; undefined: it did not. */
export function brokenBody(req: IncomingMessage): BrokenBody | undefined {
  return broken.get(req);
}

/** Calls `onBroken` once the body breaks, at once where it already has. */
export function whenBroken(req: IncomingMessage, onBroken: (failure: BrokenBody) => void): void {
  const tell = () => onBroken(broken.get(req) as BrokenBody);
  if (broken.has(req)) tell();
  else req.once('broken', tell);
}
