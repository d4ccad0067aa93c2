import type { BudgetStanding, BudgetStore, Reservation, Scope, WorstCase } from '../budget-store.ts';
import { NEVER } from '../window-count.ts';
import { withDeadline } from './deadline.ts';
import type { RedisConnection } from './redis-connection.ts';
import { createRunInTime } from './run-in-time.ts';

export type RedisBudgetDeps = {
  connection: Pick<RedisConnection, 'nodeOf' | 'reserve' | 'settle'>;
  /** How long one call may wait for Redis, ms. Past it a reservation has no effect there either. */
  timeoutMs: number;
  /** The same of the next call, where a request has waited before. */
  waitMs?: () => number;
};

/** Counts in Redis, for all processes together: one round trip for all limits of a scope. */
export type RedisBudget = BudgetStore & { nodeOf(scope: Scope): string };

const TOO_LATE = -1;

export function createRedisBudget({ connection, timeoutMs, waitMs = () => timeoutMs }: RedisBudgetDeps): RedisBudget {
  const runInTime = createRunInTime({ waitMs });
  const nodeOf = (scope: Scope) => connection.nodeOf(hashTag(scope));
  return {
    nodeOf,
    reserve: (scope, call) => run(scope, call, () => giveBack(scope, call.id)),
    settle: async (scope, id, spent) => void (await withDeadline(timeoutMs, () => settle(scope, id, spent))),
    async peek(scope) {
      const nothing = { fixed: 0, each: 0, part: 1 };
      return (await run(scope, { id: '', cap: 0, floor: 0, rates: scope.limits.map(() => nothing) })).standings;
    },
  };

  function settle(scope: Scope, id: string, spent: readonly number[]): Promise<number[]> {
    const numbers = scope.limits.flatMap(({ windowSeconds }, i) => [windowSeconds * 1e6, spent[i] ?? 0]);
    return connection.settle(keysOf(scope), [id, ...numbers.map(String)]);
  }

  /** What was reserved for a call that has been decided without it. */
  function giveBack(scope: Scope, id: string): void {
    settle(scope, id, []).catch(() => {}); // it stays until its window has passed
  }

  function run(scope: Scope, { id, cap, floor, rates }: WorstCase, unheard?: () => void): Promise<Reservation> {
    const keys = keysOf(scope);
    const limits = scope.limits.flatMap(({ limit, windowSeconds }, i) => {
      const { fixed, each, part } = rates[i] ?? { fixed: 0, each: 0, part: 1 };
      return [limit, windowSeconds * 1e6, fixed, each, part].map(String);
    });
    const script = async (deadlineUs: number) => {
      const numbers = [id, String(deadlineUs), String(cap), String(floor), ...limits];
      const reply = await connection.reserve(keys, numbers);
      return { isLate: reply[0] === TOO_LATE, epochUs: reply[1] ?? 0, answer: reservationOf(scope, reply) };
    };
    return runInTime(nodeOf(scope), script, unheard);
  }
}

function reservationOf(scope: Scope, [outcome, , waitUs = 0, place = 0, cap = 0, ...rest]: number[]): Reservation {
  const standings = standingsOf(scope, rest);
  if (outcome === 1) return { outcome: 'reserved', cap, standings };
  return { outcome: 'refused', place: place - 1, retryMs: waitUs === NEVER ? null : waitUs / 1000, standings };
}

function standingsOf({ limits }: Scope, numbers: readonly number[]): BudgetStanding[] {
  return limits.map((limit, i) => {
    const [used = 0, reserved = 0, resetUs = 0] = numbers.slice(3 * i);
    return { ...limit, used, reserved, resetMs: resetUs / 1000 };
  });
}

function keysOf(scope: Scope): string[] {
  return scope.limits.map(
    ({ unit, limit, windowSeconds }) => `docent:budget:${hashTag(scope)}:${unit}:${limit}/${windowSeconds}`,
  );
}

/** Braces make it the hash tag: in a cluster all limits of one scope lie on one node. */
function hashTag({ key }: Scope): string {
  return `{budget:${key}}`;
}
