import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { within } from '../within.ts';
import type { Context } from './state.ts';

export type ServerSentEvent = { readonly event: string; readonly data: unknown };

export type StreamTimes = {
  /** Comments keep proxies and clients from taking a quiet stream for a dead one. */
  readonly commentEveryMs: number;
  /** How long a client may take nothing before it is given up. */
  readonly stalledMs: number;
};

const TIMES: StreamTimes = { commentEveryMs: 15_000, stalledMs: 30_000 };

/**
 * Answers with a stream of events (WHATWG HTML §9.2), one JSON line each, as fast as the client takes them.
 * A client that has left, or stopped reading, ends it. @throws what `events` throws.
 */
export async function sendEvents(
  ctx: Pick<Context, 'res' | 'status' | 'set' | 'respond'>,
  events: AsyncIterable<ServerSentEvent>,
  { commentEveryMs, stalledMs } = TIMES,
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
      if (!res.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)) await drained(res, stalledMs);
    }
  } finally {
    clearInterval(comments);
    res.end();
  }
}

async function drained(res: ServerResponse, stalledMs: number): Promise<void> {
  const settled = new AbortController();
  const { signal } = settled;
  const taken = Promise.race([once(res, 'drain', { signal }), once(res, 'close', { signal })]);
  await within(stalledMs, taken).catch(() => res.destroy());
  settled.abort();
}
