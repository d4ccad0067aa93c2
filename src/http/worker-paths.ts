import { AppError } from '../errors.ts';
import type { Middleware } from './state.ts';

/** Says of every path that a worker does not serve where it is: whoever comes here was sent to the wrong process. */
export function workerPaths(): Middleware {
  return function workerPaths(ctx, next) {
    const isServed = ctx.state.match.allowed.length > 0;
    if (isServed) return next();
    throw new AppError(
      'not_found',
      'This process is a worker: it serves /health, /health/ready and /metrics. The API is served by nodes of the role api or all.',
    );
  };
}
