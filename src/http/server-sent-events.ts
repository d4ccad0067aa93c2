import { once } from 'node:events';
import { within } from '../within.ts';
import type { Context } from './state.ts';

export type ServerSentEvent = { readonly event: string; readonly data: unknown };

/** Keeps proxies and clients from taking a quiet stream for a dead one. */
const COMMENT_EVERY_MS = 15_000;
/** How long a client may take nothing before it is given up. */
const STALLED_MS = 30_000;

/**
 * Answers with a stream of events (WHATWG HTML §9.2), one JSON line each, as fast as the client takes them.
 * @throws what `events` throws, and `DeadlineError` for a client that has stopped reading; the response is then ended.
 */
export async function sendEvents(ctx: Context, events: AsyncIterable<ServerSentEvent>): Promise<void> {
  const { res } = ctx;
  ctx.status = 200;
  ctx.set({ 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' });
  ctx.respond = false;
  res.flushHeaders();
  const comments = setInterval(() => res.writableNeedDrain || res.write(': \n\n'), COMMENT_EVERY_MS);
  try {
    for await (const { event, data } of events) {
      if (res.destroyed) return;
      if (!res.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)) await drained(ctx);
    }
  } finally {
    clearInterval(comments);
    res.end();
  }
}

async function drained({ res }: Context): Promise<void> {
  const settled = new AbortController();
  const { signal } = settled;
  try {
    await within(STALLED_MS, Promise.race([once(res, 'drain', { signal }), once(res, 'close', { signal })]));
  } catch (failure) {
    res.destroy();
    throw failure;
  } finally {
    settled.abort();
  }
}
