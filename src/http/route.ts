import type { Context } from './state.ts';

export type PolicyName = 'query' | 'upload' | 'default';

/** One thing the service does: declared beside its handler, known to the router, the limits and the metrics alike. */
export type Route = {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Template with parameters in braces, such as `/api/v1/documents/{id}`; also the `handler` label. */
  readonly path: string;
  /** The request limit that guards it; null: never counted. */
  readonly policy: PolicyName | null;
  handle(ctx: Context, parameters: Readonly<Record<string, string>>): Promise<void> | void;
};
