import { AppError } from '../errors.ts';
import type { Context } from './state.ts';

/** The request body as it arrives. Sends `100 Continue` first where it was asked for. @throws AppError `malformed_request` when the client leaves in the middle. */
export async function* bodyPieces(ctx: Context): AsyncGenerator<Buffer> {
  if (ctx.get('Expect').toLowerCase() === '100-continue') ctx.res.writeContinue();
  try {
    for await (const piece of ctx.req as AsyncIterable<Buffer>) {
      ctx.state.bodyBytes += piece.length;
      yield piece;
    }
  } catch (cause) {
    throw new AppError('malformed_request', 'The request ended before its body did.', { cause });
  }
}
