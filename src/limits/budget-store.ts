import type { Limit } from './limiter.ts';

/** A limit of what models may use: tokens, or nano-dollars. */
export type BudgetLimit = Limit & { readonly unit: 'tokens' | 'cost' };

/** Who pays: the composite key of a caller, or `global`, with the limits that hold for it. */
export type Scope = { readonly key: string; readonly limits: readonly BudgetLimit[] };

/** What a call takes of one limit: ceil((fixed + each × output tokens) / part) units, all of them integers. */
export type Rate = { readonly fixed: number; readonly each: number; readonly part: number };

/** The worst case of a model call; `rates` in the order of the scope's limits. */
export type WorstCase = {
  /** Names the reservation; nobody else uses it. */
  readonly id: string;
  /** The output cap that is asked for, and the least that is of use, in tokens; the floor `FORCED`: nothing refuses the call. */
  readonly cap: number;
  readonly floor: number;
  readonly rates: readonly Rate[];
};

/** A floor that every call reaches: it takes its whole cap, also beyond a limit. */
export const FORCED = -1;

export type BudgetStanding = BudgetLimit & {
  /** Contains `reserved`; above the limit after an overrun. */
  readonly used: number;
  readonly reserved: number;
  /** Until the next unit returns; 0 when none is out. */
  readonly resetMs: number;
};

type Seen = { readonly standings: readonly BudgetStanding[] };

/**
 * `cap`: the output cap that is reserved. `place`: of the limit that takes longest to have room; `retryMs`: until input and
 * floor fit, null where they exceed a whole limit.
 */
export type Reservation =
  | (Seen & { readonly outcome: 'reserved'; readonly cap: number })
  | (Seen & { readonly outcome: 'refused'; readonly place: number; readonly retryMs: number | null });

/** Counts what models use, in sub-buckets, whatever the limit. Rejects where it cannot decide. */
export type BudgetStore = {
  /** Takes the worst case of every limit of the scope, or of none; the cap shrinks to what fits, not below its floor. */
  reserve(scope: Scope, call: WorstCase): Promise<Reservation>;
  /** Leaves what was spent of each limit where the reservation was. Doing it again changes nothing. */
  settle(scope: Scope, id: string, spent: readonly number[]): Promise<void>;
  peek(scope: Scope): Promise<readonly BudgetStanding[]>;
};

/** Exact where `fixed + each × tokens` is a safe integer. */
export function unitsOf({ fixed, each, part }: Rate, tokens: number): number {
  const parts = fixed + tokens * each;
  const over = parts % part;
  return (parts - over) / part + (over > 0 ? 1 : 0);
}
