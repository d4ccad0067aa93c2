import type { Logger } from 'pino';
import { AppError } from '../errors.ts';
import { errorAnswer } from './error-body.ts';
import type { Middleware } from './state.ts';

/** Below this line, throwing is how to fail. Answers here, since Koa's own handler drops the headers set before. */
export function failures({ log }: { log: Pick<Logger, 'error'> }): Middleware {
  return async function failures(ctx, next) {
    try {
      await next();
    } catch (failure) {
      if (!(failure instanceof AppError)) log.error({ err: failure }, 'unexpected failure');
      if (!(failure instanceof AppError) || ctx.res.headersSent) ctx.state.failure = failure;
      if (ctx.res.headersSent) return ctx.res.destroy() as unknown as undefined; // mid-body: cutting it off is the only honest signal
      const { status, headers, body } = errorAnswer(failure, ctx.state.requestId);
      ctx.remove('Content-Disposition');
      ctx.set(headers);
      ctx.status = status;
      ctx.body = body;
    }
  };
}
