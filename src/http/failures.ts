import type { Logger } from 'pino';
import { AppError, isOutOfDescriptors, tooManyOpen } from '../errors.ts';
import { CutOff } from './draining.ts';
import { errorAnswer, statusOf } from './error-body.ts';
import type { Context, Middleware } from './state.ts';

export type FailuresDeps = { log: Pick<Logger, 'error' | 'warn'> };

/** Below this line, throwing is how to fail. Answers here, since Koa's own handler drops the headers set before. */
export function failures(deps: FailuresDeps): Middleware {
  const recordFailure = createRecordFailure(deps);
  return async function failures(ctx, next) {
    ctx.res.on('error', (failure) => recordFailure(failure, ctx)); // of what was written past its end; no one else listens
    try {
      await next();
    } catch (thrown) {
      const failure = isOutOfDescriptors(thrown) ? tooManyOpen(thrown) : thrown;
      if (!(failure instanceof AppError) || ctx.res.headersSent) recordFailure(failure, ctx);
      if (ctx.res.headersSent) return ctx.res.destroy() as unknown as undefined; // in mid-body the only way left to signal a failure is to close the connection
      const { status, headers, body } = errorAnswer(failure, ctx.state.requestId);
      if (status > 500 && failure instanceof Error && failure.cause !== undefined)
        deps.log.warn({ err: failure }, 'cannot serve');
      ctx.remove('Content-Disposition');
      ctx.set(headers);
      ctx.status = status;
      ctx.body = body;
    }
  };
}

/** Codes of failures that mean that the client has left. */
const LEFT = new Set(['ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED', 'ECONNRESET', 'EPIPE', 'AbortError']);

/** Records what broke an answer off: in the log, and for the telemetry of the request. A client that left is no failure. */
export function createRecordFailure({ log }: FailuresDeps) {
  return function recordFailure(failure: unknown, { res, req, state }: Context): void {
    const { code, name } = failure instanceof Error ? (failure as NodeJS.ErrnoException) : {};
    if ((res.closed || req.socket.destroyed) && (LEFT.has(code ?? '') || LEFT.has(name ?? ''))) return;
    state.failure = failure;
    if (failure instanceof CutOff) log.warn('cut off: it outlasted SHUTDOWN_GRACE_MS');
    else if (!(failure instanceof AppError)) log.error({ err: failure }, 'unexpected failure');
    else if (statusOf(failure) >= 500) log.warn({ err: failure }, 'cannot serve'); // a document deleted under its reader is no fault
  };
}
