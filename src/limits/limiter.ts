/** One limit of a policy: at most `limit` units in any rolling `windowSeconds`. */
export type Limit = { readonly limit: number; readonly windowSeconds: number };

/** What a caller may do; `name` is also the label of its metrics and the word in its headers. */
export type Policy = {
  readonly name: string;
  /** Calls cost one unit each, and small limits of them are counted exactly; other costs vary. */
  readonly spends: 'calls' | 'costs';
  readonly limits: readonly Limit[];
};

/** A limit as it stands after the call. */
export type Standing = Limit & {
  readonly remaining: number;
  /** Until the next unit returns; 0 when none is out. */
  readonly resetMs: number;
};

type Seen = {
  /** One for each limit of the policy, in its order. */
  readonly standings: readonly Standing[];
  /** The deciding clock, in epoch milliseconds: Redis's, or this machine's where it decided alone. */
  readonly epochMs: number;
  readonly store: 'redis' | 'local' | 'deny_cache';
};

/** `retryMs`: the longest wait of all refusing limits; null where the cost exceeds a whole limit, so that no wait helps. */
export type Decision =
  | (Seen & { readonly outcome: 'allowed' })
  | (Seen & { readonly outcome: 'denied'; readonly retryMs: number | null });

/** Never rejects and never waits long: a broken store is no reason to be without an answer. */
export type Limiter = {
  /** Spends `cost` units (1) of every limit of the policy, or of none. */
  take(policy: Policy, key: string, cost?: number): Promise<Decision>;
  /** How each limit of the policy stands, without spending. */
  peek(policy: Policy, key: string): Promise<readonly Standing[]>;
};
