import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as after } from 'node:timers/promises';
import type { Context, Middleware } from '../state.ts';
import { brokenBody } from './broken-body.ts';

/** A body of at most this length is left to Node, which reads it to its end and keeps the connection. */
export const SMALL_BYTES = 64 * 1024;
/** What is still taken of a larger one once it is answered, and for how long its client may read the answer. */
const DISCARD_MAX_BYTES = 2 * 1024 * 1024;
const DISCARD_MAX_MS = 1000;

/**
 * Answers before the whole body has come, where the answer is known: says `Connection: close`, sends all of it, and only
 * then goes on reading for a moment. A socket closed over unread bytes would reset, and the client never see why.
 */
export function unreadBody({ now }: { now: () => number }): Middleware {
  return async function unreadBody(ctx, next) {
    await next();
    if (!isUnread(ctx)) return;
    ctx.set('Connection', 'close');
    if (neverAskedFor(ctx) || brokenBody(ctx.req)?.left) return; // the client will send no more
    const answer = Buffer.from(typeof ctx.body === 'string' ? ctx.body : JSON.stringify(ctx.body ?? ''));
    const type = ctx.response.type || 'application/json';
    ctx.body = Readable.from(answerThenDiscard(answer, ctx, now));
    ctx.type = type;
    ctx.length = answer.length;
  };
}

function isUnread({ req }: Context): boolean {
  if (req.complete || req.destroyed) return false;
  if (brokenBody(req)) return true;
  if (req.headers['transfer-encoding'] !== undefined) return true;
  return Number(req.headers['content-length'] ?? 0) > SMALL_BYTES;
}

/** A client that waits for `100 Continue` takes the answer for a no, and sends nothing. */
function neverAskedFor(ctx: Context): boolean {
  return ctx.get('Expect') !== '' && ctx.state.bodyBytes === 0;
}

async function* answerThenDiscard(answer: Buffer, { req, state }: Context, now: () => number): AsyncGenerator<Buffer> {
  yield answer;
  state.answeredAt = now();
  await Promise.race([after(DISCARD_MAX_MS, undefined, { ref: false }), discarded(req)]);
  req.pause();
}

function discarded(req: IncomingMessage): Promise<void> {
  let bytes = 0;
  return new Promise((done) => {
    req.once('close', done).once('end', done);
    req.on('data', (piece: Buffer) => {
      bytes += piece.length;
      if (bytes > DISCARD_MAX_BYTES) req.pause(); // a client that is busy sending has yet to read the answer
    });
    req.resume(); // whoever read before has paused it
  });
}
