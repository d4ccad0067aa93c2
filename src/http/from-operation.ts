import { Readable } from 'node:stream';
import type { Logger } from 'pino';
import { AppError } from '../errors.ts';
import type { OperationEvent, StreamedOperation } from '../operations/operation.ts';
import type { OriginalFile } from '../operations/read-original.ts';
import type { Scope, Services } from '../operations/scope.ts';
import { errorAnswer } from './error-body.ts';
import { createReadInput } from './read-input.ts';
import type { OperationRoute } from './routes.ts';
import { SANDBOX } from './security-headers.ts';
import type { Context, Route } from './state.ts';
import { clientLeft } from './wire/client-left.ts';
import { createDownloadSlots, type TakeDownloadSlot } from './wire/download-slots.ts';
import { sendPieces } from './wire/send-pieces.ts';
import { type ServerSentEvent, sendEvents } from './wire/server-sent-events.ts';

export type OperationDeps = {
  services: Services;
  /** Largest file of an upload, bytes. */
  uploadMaxBytes: number;
  log: Pick<Logger, 'error'>;
};

/** Binds an operation to its row of the table: reads its input, runs it for the caller, and answers with its output. */
export function fromOperation(row: OperationRoute, { services, uploadMaxBytes, log }: OperationDeps): Route {
  const { method, path, operation } = row;
  const readInput = createReadInput(row, uploadMaxBytes);
  const takeDownloadSlot = createDownloadSlots();
  return {
    method,
    path,
    policy: operation.policy,
    async handle(ctx, parameters) {
      const input = await readInput(ctx, parameters);
      const scope = scopeOf(services, ctx);
      try {
        if ('stream' in operation && asksForStream(ctx, input)) await answerStream(operation, scope, input, ctx, log);
        else await answer(row, ctx, await operation.run(scope, input), takeDownloadSlot);
      } catch (failure) {
        if (!scope.signal.aborted) throw failure; // the client has left: there is nobody to answer
      }
    },
  };
}

/** What a request brings to an operation. */
export function scopeOf(services: Services, ctx: Context): Scope {
  const { caller, requestId, decision = null } = ctx.state;
  return { ...services, caller, requestId, decision, signal: clientLeft(ctx) };
}

async function answer(
  row: OperationRoute,
  ctx: Context,
  output: unknown,
  takeDownloadSlot: TakeDownloadSlot,
): Promise<void> {
  if (row.body === 'file' && ctx.method !== 'HEAD') takeDownloadSlot(ctx.state.caller.key, ctx.res);
  const [only] = Object.keys(row.statuses).map(Number);
  ctx.status = row.statusOf?.(output as never) ?? only ?? 200;
  if (row.location) ctx.set('Location', row.location(output as never));
  if (row.body === 'file') await sendFile(ctx, output as OriginalFile);
  else if (row.body === 'json') ctx.body = output;
}

async function sendFile(ctx: Context, { filename, mediaType, bytes, pieces }: OriginalFile): Promise<void> {
  ctx.attachment(filename);
  ctx.set('Content-Security-Policy', SANDBOX);
  ctx.set('Content-Type', mediaType); // `ctx.type` would add a charset that nobody has checked
  ctx.length = bytes;
  await sendPieces(ctx, ctx.method === 'HEAD' ? Readable.from([]) : pieces);
}

function asksForStream(ctx: Context, input: Readonly<Record<string, unknown>>): boolean {
  return input.stream === true || ctx.accepts('application/json', 'text/event-stream') === 'text/event-stream';
}

type Events = AsyncGenerator<OperationEvent, unknown>;

/** A client error is known before the first event, and is answered by an ordinary status. */
async function answerStream(
  operation: StreamedOperation,
  scope: Scope,
  input: Readonly<Record<string, unknown>>,
  ctx: Context,
  log: OperationDeps['log'],
): Promise<void> {
  await using events = operation.stream(scope, input);
  const first = await events.next();
  await sendEvents(ctx, untilDone(first, events, ctx, log));
}

/** The events of a stream, then exactly one of `done`, with the whole output, and `error`. */
async function* untilDone(
  first: IteratorResult<OperationEvent, unknown>,
  events: Events,
  ctx: Context,
  log: OperationDeps['log'],
): AsyncGenerator<ServerSentEvent> {
  try {
    let step = first;
    for (; !step.done; step = await events.next()) yield step.value;
    yield { event: 'done', data: step.value };
  } catch (failure) {
    if (ctx.res.destroyed) return;
    if (!(failure instanceof AppError)) log.error({ err: failure }, 'unexpected failure');
    ctx.state.failure = failure;
    yield { event: 'error', data: errorAnswer(failure, ctx.state.requestId).body };
  }
}
