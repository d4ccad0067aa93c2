import type Koa from 'koa';
import type { AppError } from '../errors.ts';
import type { Caller } from '../limits/caller.ts';
import type { Decision } from '../limits/limiter.ts';
import type { PolicyName } from '../limits/request-policies.ts';
import type { Route } from './route.ts';
import type { Match } from './router.ts';

/** What the middleware learns of a request, in the order of `app.ts`. */
export type State = {
  requestId: string;
  /** The route that will serve the request; null where none does (404, 405). */
  route: Route | null;
  match: Match;
  caller: Caller;
  /** Thrown once the attempt has been counted; null: the caller is known. */
  unauthorized: AppError | null;
  /** Counts the call on a limit, where that is left to the handler. @throws AppError `rate_limited`. */
  spendCall?: (policy: PolicyName) => Promise<void>;
  /** What the request limit of the route decided; absent where none is kept. */
  decision?: Decision;
  /** Bytes of the request's body, as far as it was read. */
  bodyBytes: number;
  /** `performance.now()` when all of the answer was sent though the request's body goes on; unset: it does not. */
  answeredAt?: number;
  /** What was thrown that nobody planned, or after the answer had begun. */
  failure: unknown;
};
export type Middleware = Koa.Middleware<State>;
export type Context = Koa.ParameterizedContext<State>;
