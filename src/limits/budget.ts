import { randomBytes } from 'node:crypto';
import type { BudgetGuard, Granted, Refused } from './budget-guard.ts';
import {
  type BudgetLimit,
  type BudgetStanding,
  FORCED,
  type Rate,
  type Scope,
  unitsOf,
  type WorstCase,
} from './budget-store.ts';
import type { Limit } from './limiter.ts';
import { type CallTokens, type NanoPrice, nanoDollars, PRICED_TOKENS, worstInputPrice } from './nano-price.ts';

export const BUDGET_NAMES = ['tokens', 'cost', 'tokens_global', 'cost_global'] as const;
export type BudgetName = (typeof BUDGET_NAMES)[number];

/** The limits of each budget: tokens, and nano-dollars. None: it is not kept. */
export type BudgetLimits = Readonly<Record<BudgetName, readonly Limit[]>>;

/** The worst case of one provider call. */
export type ModelCall = {
  /** Exact, or over-counted. */
  readonly inputTokens: number;
  /** The output cap, in tokens. */
  readonly outputCap: number;
  /** Whether a smaller cap is of use: an answer's is, a rewrite's is not. */
  readonly shrinks: boolean;
  /** Nothing refuses it, but it counts. */
  readonly isForced?: boolean;
  /** None where no limit is in dollars. */
  readonly price: NanoPrice | undefined;
};

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

/** An answer of fewer tokens is of no use. */
const USEFUL_TOKENS = 64;
const FREE: NanoPrice = { input: 0, output: 0 };

export function createBudget({ guard, limits, instruments }: BudgetDeps): Budget {
  const callers = [...ofUnit('tokens', limits.tokens), ...ofUnit('cost', limits.cost)];
  const everybody: Scope = {
    key: 'global',
    limits: [...ofUnit('tokens', limits.tokens_global), ...ofUnit('cost', limits.cost_global)],
  };
  const open = new Set<Promise<void>>();
  const scopesOf = (caller: string | null) =>
    [...(caller === null ? [] : [{ key: caller, limits: callers }]), everybody].filter(
      (scope) => scope.limits.length > 0,
    );
  return {
    async reserve(caller, call) {
      const held: Held[] = [];
      const floor = floorOf(call);
      let cap = call.outputCap;
      for (const scope of scopesOf(caller)) {
        const rates = scope.limits.map(({ unit }) => rateOf(unit, call));
        const answer = await reserveIn(scope, { id: newId(), cap, floor, rates });
        if (answer.outcome !== 'reserved') return denied(held, scope, answer);
        cap = answer.cap;
        held.push({ scope, rates, granted: answer });
        for (const budget of namesOf(scope)) instruments.recordBudgetReservation(budget, 'reserved');
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
      const scope = caller === null ? everybody : { key: caller, limits: callers };
      if (scope.limits.length === 0) return [];
      return (await guard.peek(scope)).map((standing, place) => ({ ...standing, budget: nameOf(scope, place) }));
    },
    ended: async () => void (await Promise.all(open)),
  };

  async function reserveIn(scope: Scope, call: WorstCase): Promise<GuardAnswer> {
    return call.rates.every((rate) => Number.isSafeInteger(rate.fixed + rate.each * call.cap))
      ? await guard.reserve(scope, call)
      : { outcome: 'refused', place: 0, retryMs: null };
  }

  function denied(held: readonly Held[], scope: Scope, answer: Exclude<GuardAnswer, Granted>): BudgetAnswer {
    end(held, 'released', () => 0);
    if (answer.outcome === 'unavailable') return answer;
    const budget = nameOf(scope, answer.place);
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
    let isOverrun = false;
    for (const { scope, rates, granted } of held) {
      const units = scope.limits.map(spent);
      granted.settle(units);
      isOverrun ||= units.some((one, i) => one > unitsOf(rates[i] as Rate, granted.cap));
      for (const budget of namesOf(scope)) instruments.recordBudgetReservation(budget, outcome);
    }
    if (isOverrun) instruments.recordBudgetOverrun();
  }

  function nameOf(scope: Scope, place: number): BudgetName {
    const { unit } = scope.limits[place] as BudgetLimit;
    return scope === everybody ? `${unit}_global` : unit;
  }

  function namesOf(scope: Scope): Set<BudgetName> {
    return new Set(scope.limits.map((_, place) => nameOf(scope, place)));
  }
}

/** What a guard says, as far as it matters here. */
type GuardAnswer = Granted | Omit<Refused, 'standings'> | { readonly outcome: 'unavailable' };
type Held = { readonly scope: Scope; readonly rates: readonly Rate[]; readonly granted: Granted };

const newId = () => randomBytes(9).toString('base64url');

function ofUnit(unit: BudgetLimit['unit'], limits: readonly Limit[]): BudgetLimit[] {
  return limits.map((limit) => ({ ...limit, unit }));
}

function floorOf({ isForced, shrinks, outputCap }: ModelCall): number {
  if (isForced) return FORCED;
  return shrinks ? Math.min(USEFUL_TOKENS, outputCap) : outputCap;
}

function rateOf(unit: BudgetLimit['unit'], { inputTokens, price = FREE }: ModelCall): Rate {
  if (unit === 'tokens') return { fixed: inputTokens, each: 1, part: 1 };
  return { fixed: inputTokens * worstInputPrice(price), each: price.output, part: PRICED_TOKENS };
}

function secondsOf(retryMs: number | null): number | null {
  return retryMs === null ? null : Math.max(1, Math.ceil(retryMs / 1000));
}
