import { randomBytes } from 'node:crypto';
import type { BudgetGuard, Granted, Refused } from './budget-guard.ts';
import {
  type BudgetGranted,
  type BudgetInstruments,
  createBudgetReservations,
  type ScopeReservation,
} from './budget-reservations.ts';
import { type BudgetLimits, type BudgetName, createBudgetScopes } from './budget-scopes.ts';
import type { BudgetStanding, Scope, WorstCase } from './budget-store.ts';
import { floorOf, isCountable, type ModelCall, rateOf } from './model-call.ts';

/** `retryAfterSeconds`: when input and the smallest useful cap fit; null where they exceed the whole budget. */
export type BudgetAnswer =
  | BudgetGranted
  | { readonly outcome: 'denied'; readonly budget: BudgetName; readonly retryAfterSeconds: number | null }
  | { readonly outcome: 'unavailable' };

export type BudgetDeps = {
  guard: BudgetGuard;
  limits: BudgetLimits;
  instruments: BudgetInstruments;
};

/** What models may use, of each caller and of all together: reserved before each provider call, settled after it. */
export type Budget = {
  /** `caller` is the composite key that pays; null: the global budget alone. */
  reserve(caller: string | null, call: ModelCall): Promise<BudgetAnswer>;
  /** Whether a reservation could be decided: as Redis says when it is asked, or as is known here. */
  isReadable(caller: string | null, how: 'asked' | 'known'): Promise<boolean>;
  /** How each budget of the caller stands; null: the global ones. */
  usage(caller: string | null): Promise<readonly (BudgetStanding & { readonly budget: BudgetName })[]>;
  /** Resolves when every reservation made so far has been settled or released. */
  ended(): Promise<void>;
};

export function createBudget({ guard, limits, instruments }: BudgetDeps): Budget {
  const scopes = createBudgetScopes(limits);
  const reservations = createBudgetReservations(scopes, instruments);
  return {
    async reserve(caller, call) {
      const held: ScopeReservation[] = [];
      const floor = floorOf(call);
      let cap = call.outputCap;
      for (const scope of scopes.of(caller)) {
        const rates = scope.limits.map((limit) => rateOf(limit, call));
        const answer = await reserveIn(scope, { id: newId(), cap, floor, rates });
        if (answer.outcome !== 'reserved') return denied(held, scope, answer);
        cap = answer.cap;
        held.push({ scope, rates, granted: answer });
        for (const budget of scopes.namesOf(scope)) instruments.recordBudgetReservation(budget, 'reserved');
      }
      for (const [place, { scope, rates, granted: before }] of held.entries()) {
        if (before.cap === cap) continue;
        before.settle(rates.map(() => 0)); // the next budget allows less: what cannot be used goes back at once
        const answer = await reserveIn(scope, { id: newId(), cap, floor: cap, rates });
        if (answer.outcome !== 'reserved') return denied(held, scope, answer);
        held[place] = { scope, rates, granted: answer };
      }
      return reservations.grant(held, cap, call.price);
    },
    async isReadable(caller, how) {
      for (const scope of scopes.of(caller)) if (!(await guard.isReadable(scope, how))) return false;
      return true;
    },
    async usage(caller) {
      const scope = scopes.own(caller);
      if (scope.limits.length === 0) return [];
      return (await guard.peek(scope)).map((standing, place) => ({ ...standing, budget: scopes.nameOf(scope, place) }));
    },
    ended: reservations.ended,
  };

  async function reserveIn(scope: Scope, call: WorstCase): Promise<GuardAnswer> {
    return isCountable(call.rates, call.cap)
      ? await guard.reserve(scope, call)
      : { outcome: 'refused', place: 0, retryMs: null };
  }

  function denied(
    held: readonly ScopeReservation[],
    scope: Scope,
    answer: Exclude<GuardAnswer, Granted>,
  ): BudgetAnswer {
    reservations.release(held);
    if (answer.outcome === 'unavailable') return answer;
    const budget = scopes.nameOf(scope, answer.place);
    instruments.recordBudgetReservation(budget, 'denied');
    return { outcome: 'denied', budget, retryAfterSeconds: secondsOf(answer.retryMs) };
  }
}

/** What a guard says, as far as it matters here. */
type GuardAnswer = Granted | Omit<Refused, 'standings'> | { readonly outcome: 'unavailable' };

const newId = () => randomBytes(9).toString('base64url');

function secondsOf(retryMs: number | null): number | null {
  return retryMs === null ? null : Math.max(1, Math.ceil(retryMs / 1000));
}
