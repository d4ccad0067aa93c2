import { AppError } from '../errors.ts';
import type { Middleware } from './state.ts';

/** Refuses what no route can meet: of all expectations (RFC 9110, 10.1.1) only `100-continue`. */
export function expectation(): Middleware {
  return async function expectation(ctx, next) {
    if (!/^(100-continue)?$/i.test(ctx.get('Expect')))
      throw new AppError('malformed_request', 'Of all expectations only 100-continue can be met.');
    return next();
  };
}
