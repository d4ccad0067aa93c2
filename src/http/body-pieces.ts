import { type Readable, Transform } from 'node:stream';
import { finished } from 'node:stream/promises';
import { AppError } from '../errors.ts';
import type { Context } from './state.ts';

/** A client that sends less than this in such a time, while nothing of ours holds it up, is not waited for. */
const PACE_BYTES = 1024;
const PACE_MS = 15_000;

/**
 * The request body as it arrives. Sends `100 Continue` first where it was asked for. Leaving it early leaves the
 * connection whole, so that the client can be told why.
 * @param most the largest body, bytes, and what to tell the client of a larger one.
 * @throws AppError, as the stream's error: `payload_too_large`; `malformed_request` when the client leaves in the middle
 * or is too slow.
 */
export function bodyPieces(ctx: Context, most: { maxBytes: number; message: string }): Readable {
  if (ctx.get('Expect').toLowerCase() === '100-continue' && ctx.req.httpVersion !== '1.0') ctx.res.writeContinue();
  const pieces = new Transform({
    transform(piece: Buffer, _encoding, done) {
      ctx.state.bodyBytes += piece.length;
      const tooLarge = ctx.state.bodyBytes > most.maxBytes;
      done(tooLarge ? new AppError('payload_too_large', most.message) : null, piece);
    },
  });
  keepsPace(pieces, () => ctx.state.bodyBytes);
  finished(ctx.req, { writable: false, cleanup: true }).catch((cause) => {
    pieces.destroy(new AppError('malformed_request', 'The request ended before its body did.', { cause }));
  });
  return ctx.req.pipe(pieces);
}

function keepsPace(pieces: Transform, bytesSoFar: () => number): void {
  let before = bytesSoFar();
  const timer = setInterval(() => {
    const slow = bytesSoFar() - before < PACE_BYTES && pieces.readableLength === 0;
    if (slow) pieces.destroy(new AppError('malformed_request', 'The body arrives too slowly.'));
    before = bytesSoFar();
  }, PACE_MS);
  pieces.once('close', () => clearInterval(timer));
}
