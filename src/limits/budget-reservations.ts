import type { Granted } from './budget-guard.ts';
import type { BudgetName, BudgetScopes } from './budget-scopes.ts';
import type { BudgetLimit, Rate, Scope } from './budget-store.ts';
import { FREE, isOverrun } from './model-call.ts';
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

/** What a call has reserved in one scope. */
export type ScopeReservation = { readonly scope: Scope; readonly rates: readonly Rate[]; readonly granted: Granted };

export type BudgetInstruments = {
  recordBudgetReservation(budget: BudgetName, outcome: 'reserved' | 'denied' | 'settled' | 'released'): void;
  recordBudgetOverrun(): void;
};

/** Reservations from their grant to their one end, which all scopes of a call have together. */
export function createBudgetReservations(scopes: Pick<BudgetScopes, 'namesOf'>, instruments: BudgetInstruments) {
  const open = new Set<Promise<void>>();
  return {
    grant(held: readonly ScopeReservation[], outputCap: number, price: NanoPrice = FREE): BudgetGranted {
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
    },
    release: (held: readonly ScopeReservation[]) => end(held, 'released', () => 0),
    /** Resolves when all that are open now have ended. */
    ended: async () => void (await Promise.all(open)),
  };

  function end(
    held: readonly ScopeReservation[],
    outcome: 'settled' | 'released',
    spent: (limit: BudgetLimit) => number,
  ): void {
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
