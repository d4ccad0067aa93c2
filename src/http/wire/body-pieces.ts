import type { IncomingMessage } from 'node:http';
import { type Readable, Transform } from 'node:stream';
import { finished } from 'node:stream/promises';
import { AppError } from '../../errors.ts';
import type { Context } from '../state.ts';
import { breakBody, TOO_SLOW, whenBroken } from './broken-body.ts';
import { createPaceMeter, type Pace } from './pace.ts';

/** Of a body that occupies nothing but its connection. */
const PACE: Pace = { graceMs: 0, windowMs: 15_000, minBytes: 1024 };
const LOOKS_EVERY_MS = 1000;

export type BodyLimits = { readonly maxBytes: number; readonly message: string; readonly pace?: Pace };

/**
 * The request body as it arrives. Sends `100 Continue` first where it was asked for. Leaving it early leaves the
 * connection whole, so that the client can be told why.
 * @param limits the largest body, bytes; what to tell the client of a larger one; how fast it has to come.
 * @throws AppError `unsupported_media_type` for an encoded body; as the stream's error: `payload_too_large`; `malformed_request` when the body breaks, the client leaves
 * in the middle, or it is too slow.
 */
export function bodyPieces(ctx: Context, limits: BodyLimits): Readable {
  requireIdentityEncoding(ctx);
  if (ctx.get('Expect').toLowerCase() === '100-continue' && ctx.req.httpVersion !== '1.0') ctx.res.writeContinue();
  const pieces = new Transform({
    transform(piece: Buffer, _encoding, done) {
      ctx.state.bodyBytes += piece.length;
      const tooLarge = ctx.state.bodyBytes > limits.maxBytes;
      done(tooLarge ? new AppError('payload_too_large', limits.message) : null, piece);
    },
  });
  pieces.on('error', () => {}); // whoever reads is told, if only later
  holdToPace(ctx, pieces, limits.pace ?? PACE);
  whenBroken(ctx.req, (failure) => pieces.destroy(failure));
  finished(ctx.req, { writable: false, cleanup: true }).catch((cause) => {
    pieces.destroy(new AppError('malformed_request', 'The request ended before its body did.', { cause }));
  });
  return ctx.req.pipe(pieces);
}

/**
 * The request body where all of it has come already, as a small one does with its head, else null: streams, timers and
 * listeners for a body of 20 bytes cost more than all checks of the request. @throws AppError as `bodyPieces` fails.
 */
export function arrivedBody(ctx: Context, { maxBytes, message }: BodyLimits): Buffer | null {
  if (!hasArrived(ctx.req) || ctx.req.headers.expect !== undefined) return null;
  requireIdentityEncoding(ctx);
  const body = (ctx.req.read() as Buffer | null) ?? Buffer.alloc(0);
  ctx.state.bodyBytes += body.length;
  if (body.length > maxBytes) throw new AppError('payload_too_large', message);
  return body;
}

/** Node calls a body complete a moment after its last byte, and handlers that wait for nothing run in between. */
function hasArrived({ complete, headers, readableLength }: IncomingMessage): boolean {
  return complete || readableLength === Number(headers['content-length'] ?? Number.NaN);
}

/** As RFC 9110, 15.5.16 asks: with what would have been taken. */
function requireIdentityEncoding(ctx: Context): void {
  if (/^(identity)?$/i.test(ctx.get('Content-Encoding').trim())) return;
  ctx.set('Accept-Encoding', 'identity');
  throw new AppError('unsupported_media_type', 'Send the body as it is, without a Content-Encoding.');
}

function holdToPace(ctx: Context, pieces: Transform, pace: Pace, nowMs = () => performance.now()): void {
  const bytesSoFar = () => ctx.state.bodyBytes;
  const isTooSlow = createPaceMeter(pace);
  let looked = { atMs: nowMs(), bytes: bytesSoFar() };
  const timer = setInterval(
    () => {
      const now = { atMs: nowMs(), bytes: bytesSoFar() };
      const heldUp = pieces.readableLength > 0; // by us: what came is not taken yet
      if (!heldUp && isTooSlow(now.atMs - looked.atMs, now.bytes - looked.bytes)) breakBody(ctx.req, TOO_SLOW); // the rest is not waited for
      looked = now;
    },
    Math.min(LOOKS_EVERY_MS, pace.windowMs / 5),
  );
  pieces.once('close', () => clearInterval(timer));
}
