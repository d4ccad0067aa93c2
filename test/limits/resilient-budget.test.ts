import { expect } from 'chai';
import type { Scope, WorstCase } from '../../src/limits/budget-store.ts';
import { createMemoryBudget } from '../../src/limits/memory/memory-budget.ts';
import { createResilientBudget } from '../../src/limits/resilient-budget.ts';

const scope: Scope = { key: 'user:a', limits: [{ unit: 'tokens', limit: 1000, windowSeconds: 60 }] };
const call = (id: string, cap: number): WorstCase => ({ id, cap, floor: 64, rates: [{ fixed: 0, each: 1, part: 1 }] });

/** Redis as a count in this process that can be away; `settled` names what it was asked to settle. */
function setUp({ settlementsMax = 10 } = {}) {
  const server = createMemoryBudget({ maxKeys: 10, nowUs: () => 0 });
  const memory = createMemoryBudget({ maxKeys: 10, nowUs: () => 0 });
  const state = { away: false, settled: [] as string[], settles: Promise.resolve() };
  const redis = {
    nodeOf: () => 'server',
    reserve: async (...asked: Parameters<typeof server.reserve>) => server.reserve(...asked),
    peek: async () => server.peek(scope),
    async settle(...settlement: Parameters<typeof server.settle>) {
      state.settled.push(settlement[1]);
      await state.settles;
      server.settle(...settlement);
    },
  };
  const health = {
    ask: async <T>(_node: string, ask: () => Promise<T>) => (state.away ? undefined : ask()),
    isAsked: () => !state.away,
  };
  const guard = createResilientBudget({ redis, health, memory, failMode: 'local', settlementsMax });
  return { state, server, memory, guard };
}

describe('resilient budget', () => {
  it('lets a payer that was granted something alone fit both counts, and shrinks to the tighter', async () => {
    const { state, server, memory, guard } = setUp();
    state.away = true;
    await guard.reserve(scope, call('alone', 300));
    state.away = false;
    server.reserve(scope, call('elsewhere', 800)); // another process

    expect(await guard.reserve(scope, call('both', 700))).to.include({ outcome: 'reserved', cap: 200 });
    expect(memory.peek(scope)[0]).to.include({ used: 500, reserved: 500 });
    expect((await guard.reserve(scope, call('none', 700))).outcome).to.equal('refused');
    expect(memory.peek(scope)[0], 'what Redis refuses is not kept here').to.include({ used: 500 });
    expect((await guard.peek(scope))[0]).to.include({ used: 1000 });
  });

  it('has so many settlements on their way and no more; one beyond them is dropped', async () => {
    const { state, guard } = setUp({ settlementsMax: 2 });
    let go = () => {};
    state.settles = new Promise((resolve) => {
      go = resolve;
    });
    for (const id of ['a', 'b', 'c']) {
      const answer = await guard.reserve(scope, call(id, 64));
      if (answer.outcome === 'reserved') answer.settle([1]);
    }

    expect(state.settled).to.deep.equal(['a', 'b']);
    go();
    await guard.settled();
    expect((await guard.peek(scope))[0]).to.include({ used: 66, reserved: 64 });
  });
});
