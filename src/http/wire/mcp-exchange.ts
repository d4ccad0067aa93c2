import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { AppError } from '../../errors.ts';
import { errorAnswer } from '../error-body.ts';
import type { Context } from '../state.ts';

/** The SDK looks for both names in the header, and knows no wildcards. */
const BOTH_TYPES = 'application/json, text/event-stream';

/** The request as the web's interface has it, without its body, which has been read, and without credentials. */
export function webRequest(ctx: Context, signal: AbortSignal): Request {
  const sent = Object.entries(ctx.headers).filter(([name]) => /^(accept|content-type|mcp-.*)$/.test(name));
  const headers = new Headers(sent as [string, string][]);
  if (ctx.accepts('application/json') && ctx.accepts('text/event-stream')) headers.set('Accept', BOTH_TYPES);
  return new Request('http://localhost/mcp', { method: 'POST', headers, signal });
}

/** Sends the SDK's answer. An error that answers no message of the caller's gets the shape of every other error. */
export async function sendWebResponse(ctx: Context, response: Response): Promise<void> {
  const { status } = response;
  const type = response.headers.get('content-type') ?? '';
  if (status >= 500) throw new Error(`The protocol's handler failed with ${status}`);
  ctx.body = null; // Koa would write the status in words
  ctx.status = status;
  if (type === '') return;
  ctx.body = type.startsWith('application/json')
    ? errorOfNoMessage(status, await response.text(), ctx.state.requestId)
    : Readable.fromWeb(response.body as ReadableStream);
  ctx.type = type;
}

/** The SDK names no message (`"id": null`) in what it says of the request itself. */
function errorOfNoMessage(status: number, text: string, requestId: string): string {
  if (status < 400) return text;
  const { id, error } = JSON.parse(text) as { id?: unknown; error?: { message?: string } };
  if (id !== null && id !== undefined) return text;
  const message = (error?.message ?? 'The request is not valid.').slice(0, 500);
  return JSON.stringify(errorAnswer(new AppError('malformed_request', message), requestId).body);
}
