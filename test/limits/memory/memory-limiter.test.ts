import { expect } from 'chai';
import { createMemoryLimiter } from '../../../src/limits/memory/memory-limiter.ts';
import { policyOf } from '../../support/redis-limiter.ts';

const policy = policyOf('1/60');

function setUp(maxKeys = 2) {
  const clock = { us: 0 };
  return { clock, memory: createMemoryLimiter({ maxKeys, nowUs: () => clock.us, epochMs: () => clock.us / 1000 }) };
}

describe('memory limiter', () => {
  it('remembers so many callers and no more; the one that was not seen for longest goes first', () => {
    const { memory } = setUp();
    for (const key of ['a', 'b', 'a', 'c']) memory.take(policy, key);

    expect(['a', 'c', 'b'].map((key) => memory.take(policy, key).outcome)).to.deep.equal([
      'denied',
      'denied',
      'allowed',
    ]);
  });

  it('counts policies apart', () => {
    const { memory } = setUp();
    memory.take(policy, 'a');

    expect(memory.take({ ...policy, name: 'other' }, 'a').outcome).to.equal('allowed');
  });

  it('counts what another store admitted, even above the limit, and then tells a true wait', () => {
    const { clock, memory } = setUp();
    memory.take(policy, 'a');
    clock.us = 10e6;
    memory.countRemote(policy, 'a');

    expect(memory.take(policy, 'a')).to.include({ outcome: 'denied', retryMs: 60_000 });
    clock.us = 70e6;
    expect(memory.take(policy, 'a').outcome).to.equal('allowed');
  });

  it('gives back what a take spent, once', () => {
    const { memory } = setUp();
    const { takenUs } = memory.take(policy, 'a');

    memory.giveBack(policy, 'a', takenUs);
    memory.giveBack(policy, 'a', takenUs);

    expect(memory.peek(policy, 'a')[0]?.remaining).to.equal(1);
    expect([memory.take(policy, 'a'), memory.take(policy, 'a')].map(({ outcome }) => outcome)).to.deep.equal([
      'allowed',
      'denied',
    ]);
  });

  it('gives costs back to the sixtieth of the window that they were taken from', () => {
    const { clock, memory } = setUp();
    const budget = { ...policyOf('1000/60'), spends: 'costs' } as const;
    const early = memory.take(budget, 'a', 600);
    clock.us = 30e6;
    memory.take(budget, 'a', 400);

    memory.giveBack(budget, 'a', early.takenUs, 500);

    expect(memory.peek(budget, 'a')[0]).to.include({ remaining: 500, resetMs: 31_000 });
    clock.us = 61e6;
    expect(memory.peek(budget, 'a')[0]?.remaining).to.equal(600);
  });
});
