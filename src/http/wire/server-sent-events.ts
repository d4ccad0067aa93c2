import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Context } from '../state.ts';

export type ServerSentEvent = { readonly event: string; readonly data: unknown };

/** A comment is sent at this interval, so that proxies and clients do not time out while the model is silent. */
const COMMENT_EVERY_MS = 15_000;

/**
 * Answers with a stream of events (WHATWG HTML §9.2), one JSON line each, as fast as the client takes them.
 * A client that has left ends it. @throws what `events` throws.
 */
export async function sendEvents(
  ctx: Pick<Context, 'res' | 'status' | 'set' | 'respond'>,
  events: AsyncIterable<ServerSentEvent>,
  { commentEveryMs } = { commentEveryMs: COMMENT_EVERY_MS },
): Promise<void> {
  const { res } = ctx;
  ctx.status = 200;
  ctx.set({ 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' });
  ctx.respond = false;
  res.flushHeaders();
  const comments = setInterval(() => {
    if (!res.writableNeedDrain && !res.destroyed) res.write(': \n\n');
  }, commentEveryMs);
  try {
    for await (const { event, data } of events) {
      if (res.destroyed) return;
      if (!res.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)) await drained(res);
    }
  } finally {
    clearInterval(comments);
    res.end();
  }
}

async function drained(res: ServerResponse): Promise<void> {
  const settled = new AbortController();
  const { signal } = settled;
  await Promise.race([once(res, 'drain', { signal }), once(res, 'close', { signal })]);
  settled.abort();
}
