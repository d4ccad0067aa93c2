/** One limit of a policy: at most `limit` units in any rolling `windowSeconds`. */
export type Limit = { readonly limit: number; readonly windowSeconds: number };

/** What a caller may do; `name` is also the label of its metrics and the word in its headers. */
export type Policy = { readonly name: string; readonly limits: readonly Limit[] };
