import { randomBytes } from 'node:crypto';
import type { BudgetGuard, Granted, Refused } from './budget-guard.ts';
import { type BudgetLimits, type BudgetName, createBudgetScopes } from './budget-scopes.ts';
import type { BudgetLimit, BudgetStanding, Rate, Scope, WorstCase } from './budget-store.ts';
import { FREE, floorOf, isCountable, isOverrun, type ModelCall, rateOf } from './model-call.ts';
import { type CallTokens, type NanoPrice, nanoDollars } from './nano-price.ts';

/** To be settled or released, once; the first one counts. */
export type BudgetGranted = {
  readonly outcome: 'granted';
  /** The cap to send. */
  readonly outputCap: number;
  /** Charges what was used, also more than was reserved. */
  settle(used: CallTokens): void;
  /** Gives all of it back. */
  release(): void;
};

/** `retryAfterSeconds`: when input and the smallest useful cap fit; null where they exceed the whole budget. */
export type BudgetAnswer =
  | BudgetGranted
  | { readonly outcome: 'denied'; readonly budget: BudgetName; readonly retryAfterSeconds: number | null }
  | { readonly outcome: 'unavailable' };

export type BudgetDeps = {
  guard: BudgetGuard;
  limits: BudgetLimits;
  instruments: {
    recordBudgetReservation(budget: BudgetName, outcome: 'reserved' | 'denied' | 'settled' | 'released'): void;
    recordBudgetOverrun(): void;
  };
};

/** What models may use, of each caller and of all together: reserved before each provider call, settled after it. */
export type Budget = {
  /** `caller` is the composite key that pays; null: the global budget alone. */
  reserve(caller: string | null, call: ModelCall): Promise<BudgetAnswer>;
  /** How each budget of the caller stands; null: the global ones. */
  usage(caller: string | null): Promise<readonly (BudgetStanding & { readonly budget: BudgetName })[]>;
  /** Resolves when every reservation made so far has been settled or released. */
  ended(): Promise<void>;
};

export function createBudget({ guard, limits, instruments }: BudgetDeps): Budget {
  const scopes = createBudgetScopes(limits);
  const open = new Set<Promise<void>>();
  return {
    async reserve(caller, call) {
      const held: Held[] = [];
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
      return granted(held, cap, call.price);
    },
    async usage(caller) {
      const scope = scopes.own(caller);
      if (scope.limits.length === 0) return [];
      return (await guard.peek(scope)).map((standing, place) => ({ ...standing, budget: scopes.nameOf(scope, place) }));
    },
    ended: async () => void (await Promise.all(open)),
  };

  async function reserveIn(scope: Scope, call: WorstCase): Promise<GuardAnswer> {
    return isCountable(call.rates, call.cap)
      ? await guard.reserve(scope, call)
      : { outcome: 'refused', place: 0, retryMs: null };
  }

  function denied(held: readonly Held[], scope: Scope, answer: Exclude<GuardAnswer, Granted>): BudgetAnswer {
    end(held, 'released', () => 0);
    if (answer.outcome === 'unavailable') return answer;
    const budget = scopes.nameOf(scope, answer.place);
    instruments.recordBudgetReservation(budget, 'denied');
    return { outcome: 'denied', budget, retryAfterSeconds: secondsOf(answer.retryMs) };
  }

  function granted(held: readonly Held[], outputCap: number, price: NanoPrice = FREE): BudgetGranted {
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    open.add(ended);
    const once = (outcome: 'settled' | 'released', spent: (limit: BudgetLimit) => number) => {
      if (!open.delete(ended)) return;
      end(held, outcome, spent);
      resolve();
    };
    return {
      outcome: 'granted',
      outputCap,
      settle(used) {
        const units = { tokens: used.inputTokens + used.outputTokens, cost: nanoDollars(price, used) };
        once('settled', ({ unit }) => units[unit]);
      },
      release: () => once('released', () => 0),
    };
  }

  function end(held: readonly Held[], outcome: 'settled' | 'released', spent: (limit: BudgetLimit) => number): void {
    let hasOverrun = false;
    for (const { scope, rates, granted } of held) {
      const units = scope.limits.map(spent);
      granted.settle(units);
      hasOverrun ||= isOverrun(rates, granted.cap, units);
      for (const budget of scopes.namesOf(scope)) instruments.recordBudgetReservation(budget, outcome);
    }
    if (hasOverrun) instruments.recordBudgetOverrun();
  }
}

/** What a guard says, as far as it matters here. */
type GuardAnswer = Granted | Omit<Refused, 'standings'> | { readonly outcome: 'unavailable' };
type Held = { readonly scope: Scope; readonly rates: readonly Rate[]; readonly granted: Granted };

const newId = () => randomBytes(9).toString('base64url');

function secondsOf(retryMs: number | null): number | null {
  return retryMs === null ? null : Math.max(1, Math.ceil(retryMs / 1000));
}
