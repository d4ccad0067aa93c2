import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';
import { wireFormatOf } from './wire-formats.ts';

/** One request that reached the provider. */
export type ProviderCall = {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: { model: string; stream?: boolean; input?: string[]; [field: string]: unknown };
  /** All text that the model was given. */
  readonly prompt: string;
  readonly operation: 'completion' | 'rewrite' | 'rerank' | 'embedding';
  /** On the clock of `performance.now()`. */
  readonly receivedAt: number;
  /** When the caller closed the socket before the answer was complete, in milliseconds after the call was received. */
  readonly left: Promise<number>;
};

/** What the provider does with a call. Without more than `text` it is a well-behaved one. */
export type ProviderReply = {
  /** The answer, or the pieces that its stream comes in. */
  text?: string | readonly string[];
  /** As it goes on the wire, in the words of the format; undefined: left out. `standardUsage` makes a good one. */
  usage?: unknown;
  vectors?: readonly (readonly number[])[];
  /** Nothing is sent before this has resolved. */
  until?: Promise<unknown>;
  /** Before anything is sent, and between the pieces of a stream. */
  delayMs?: number;
  betweenMs?: number;
  /** An answer of this kind instead. */
  status?: number;
  headers?: Record<string, string>;
  body?: string;
  /** Writes the answer itself, byte by byte. */
  raw?: (res: ServerResponse) => unknown;
  /** After so many pieces: `destroy` kills the socket, `end` closes the stream early but cleanly, `hang` says no more. */
  after?: { pieces: number; stop: 'destroy' | 'end' | 'hang' };
};

export type Provider = AsyncDisposable & {
  url: string;
  calls: ProviderCall[];
  /** The most calls that were being answered at the same time. */
  mostAtOnce(): number;
};

/** Long enough for the caller to have read what was sent. */
const SETTLED_MS = 100;

/**
 * A provider on a free port that speaks OpenAI's chat completions and embeddings and Anthropic's messages, streamed and
 * not, and does what `script` says: a real HTTP server, so that the SDK's own way to it is what is tested.
 */
export async function startProvider(script: (call: ProviderCall) => ProviderReply): Promise<Provider> {
  const calls: ProviderCall[] = [];
  let running = 0;
  let most = 0;
  const server = createServer(async (req, res) => {
    most = Math.max(most, ++running);
    res.once('close', () => running--);
    try {
      const call = await callOf(req, res);
      calls.push(call);
      await answer(res, call, script(call));
    } catch {
      res.destroy(); // the caller left in the middle
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    calls,
    mostAtOnce: () => most,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function callOf(req: IncomingMessage, res: ServerResponse): Promise<ProviderCall> {
  const closed = once(res, 'close').then(() => performance.now());
  let json = '';
  for await (const piece of req.setEncoding('utf8')) json += piece;
  const path = req.url ?? '';
  const body = JSON.parse(json) as ProviderCall['body'];
  const prompt = wireFormatOf(path).promptOf(body);
  const receivedAt = performance.now();
  const left = new Promise<number>((noticed) => {
    void closed.then((at) => !res.writableFinished && noticed(at - receivedAt));
  });
  return {
    path,
    headers: req.headers,
    body,
    prompt,
    operation: operationOf(path, prompt),
    receivedAt,
    left,
  };
}

function operationOf(path: string, prompt: string): ProviderCall['operation'] {
  if (path.endsWith('/embeddings')) return 'embedding';
  if (prompt.includes('other search queries')) return 'rewrite';
  return prompt.includes('You order numbered passages') ? 'rerank' : 'completion';
}

async function answer(res: ServerResponse, call: ProviderCall, reply: ProviderReply): Promise<void> {
  const format = wireFormatOf(call.path);
  const pieces = typeof reply.text === 'string' ? [reply.text] : (reply.text ?? []);
  await reply.until;
  if (reply.delayMs) await after(reply.delayMs);
  if (reply.raw) return void (await reply.raw(res));
  if (reply.after?.pieces === 0) return void (await stop(res, reply.after.stop));
  if (reply.status !== undefined || reply.body !== undefined) {
    res.writeHead(reply.status ?? 200, { 'Content-Type': 'application/json', ...reply.headers });
    return void res.end(reply.body ?? JSON.stringify({ error: { message: 'provider says no: sk-provider-secret' } }));
  }
  if (call.body.stream) return stream(res, call, pieces, reply);
  res.writeHead(200, { 'Content-Type': 'application/json', ...reply.headers });
  res.end(JSON.stringify(format.whole(pieces.join(''), reply.usage, reply.vectors)));
}

async function stream(
  res: ServerResponse,
  { path, body }: ProviderCall,
  pieces: readonly string[],
  reply: ProviderReply,
): Promise<void> {
  const format = wireFormatOf(path);
  res.writeHead(200, { 'Content-Type': 'text/event-stream', ...reply.headers });
  const send = async (text: string) => {
    if (!res.write(text)) await once(res, 'drain');
  };
  await send(format.opening(reply.usage));
  for (const [at, piece] of pieces.entries()) {
    if (reply.after?.pieces === at) return stop(res, reply.after.stop);
    if (at > 0 && reply.betweenMs) await after(reply.betweenMs);
    if (res.destroyed) return;
    await send(format.piece(piece));
  }
  if (reply.after) return stop(res, reply.after.stop);
  res.end(format.closing(reply.usage, body));
}

async function stop(res: ServerResponse, how: NonNullable<ProviderReply['after']>['stop']): Promise<void> {
  await after(SETTLED_MS); // a socket that dies takes along what has not been read from it
  if (how === 'destroy') res.destroy();
  else if (how === 'end') res.end();
  else await once(res, 'close');
}
