import type Koa from 'koa';
import type { AppError } from '../errors.ts';
import type { Caller } from '../limits/caller.ts';
import type { Decision } from '../limits/limiter.ts';
import type { PolicyName } from '../limits/request-policies.ts';

/** One endpoint, as the router, the limits and the metrics know it. */
export type Route = {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Template with parameters in braces, such as `/api/v1/documents/{id}`; also the `handler` label. */
  readonly path: string;
  /** The request limit that guards it; null: never counted; `by_message`: the handler says which, by `spendCall`. */
  readonly policy: PolicyName | 'by_message' | null;
  /** A page that is the same for everybody: it is counted, not timed or sized. */
  readonly constant?: boolean;
  handle(ctx: Context, parameters: Readonly<Record<string, string>>): Promise<void> | void;
};

/** The verbs a path of the route table has, or none: the path is unknown. */
export type Match = { route: Route | null; parameters: Record<string, string>; allowed: string[] };

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
  /** When all of the answer was sent though the request's body goes on, on the clock of `requestTelemetry`; unset: it does not. */
  answeredAt?: number;
  /** What was thrown that nobody planned, or after the answer had begun. */
  failure: unknown;
};
export type Middleware = Koa.Middleware<State>;
export type Context = Koa.ParameterizedContext<State>;
