import type { BudgetStanding, Reservation, Scope, WorstCase } from './budget-store.ts';
import type { MemoryBudget } from './memory/memory-budget.ts';

/** A reservation that stands; `settle` leaves what was spent of each limit, and never fails. */
export type Granted = Extract<Reservation, { outcome: 'reserved' }> & { settle(spent: readonly number[]): void };
export type Refused = Extract<Reservation, { outcome: 'refused' }>;

/** Decides on reservations whatever becomes of Redis. It never rejects and never waits long. */
export type BudgetGuard = {
  reserve(scope: Scope, call: WorstCase): Promise<Granted | Refused | { readonly outcome: 'unavailable' }>;
  /** Whether a reservation could be decided: `asked` of Redis, or as is `known` here without a round trip. */
  isReadable(scope: Scope, how: 'asked' | 'known'): Promise<boolean>;
  /** Without spending. */
  peek(scope: Scope): Promise<readonly BudgetStanding[]>;
  /** Resolves when no settlement is on its way any more. */
  settled(): Promise<void>;
};

/** What guards a service without Redis: this process alone. */
export function localGuard(memory: MemoryBudget): BudgetGuard {
  return {
    async reserve(scope, call) {
      const answer = memory.reserve(scope, call);
      if (answer.outcome === 'refused') return answer;
      return { ...answer, settle: (spent) => memory.settle(scope, call.id, spent) };
    },
    isReadable: async () => true,
    peek: async (scope) => memory.peek(scope),
    settled: async () => {},
  };
}
