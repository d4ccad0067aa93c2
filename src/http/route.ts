import type { PolicyName } from '../limits/request-policies.ts';
import type { Context } from './state.ts';

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
