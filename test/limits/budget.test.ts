import { expect } from 'chai';
import fc from 'fast-check';
import { localGuard } from '../../src/limits/budget-guard.ts';
import type { BudgetGranted } from '../../src/limits/budget-reservations.ts';
import { createMemoryBudget } from '../../src/limits/memory/memory-budget.ts';
import type { ModelCall } from '../../src/limits/model-call.ts';
import { nanoDollars, nanoPrice } from '../../src/limits/nano-price.ts';
import { budgetOf, type WrittenLimits } from '../support/budget.ts';

const price = { input: nanoPrice(0.15), output: nanoPrice(0.6) };
const call = (inputTokens: number, outputCap: number, shrinks = true): ModelCall => ({
  inputTokens,
  outputCap,
  shrinks,
  price,
});

function setUp(limits: WrittenLimits) {
  const clock = { us: 0 };
  const guard = localGuard(createMemoryBudget({ maxKeys: 10, nowUs: () => clock.us }));
  return { clock, budget: budgetOf(guard, limits) };
}

type Tested = ReturnType<typeof setUp>['budget'];
const granted = async (budget: Tested, caller: string | null, asked: ModelCall) => {
  const answer = await budget.reserve(caller, asked);
  expect(answer.outcome).to.equal('granted');
  return answer as BudgetGranted;
};
const usedOf = async (budget: Tested, caller = 'user:a') =>
  Object.fromEntries(
    [...(await budget.usage(caller)), ...(await budget.usage(null))].map(({ budget, used, reserved }) => [
      budget,
      [used, reserved],
    ]),
  );

describe('a budget', () => {
  it('reserves the worst case in every budget, and leaves what was used when it is settled, once', async () => {
    const limits = { tokens: '10000/day', tokens_global: '100000/day', cost: '1/day', cost_global: '1/day' };
    const { budget } = setUp(limits);

    const one = await granted(budget, 'user:a', call(1000, 500));
    const worst = [450_000, 450_000]; // 1000 × 150 + 500 × 600 nano-dollars
    expect(await usedOf(budget)).to.deep.equal({
      tokens: [1500, 1500],
      cost: worst,
      tokens_global: [1500, 1500],
      cost_global: worst,
    });
    one.settle({ inputTokens: 900, outputTokens: 10 });
    one.settle({ inputTokens: 0, outputTokens: 0 });
    one.release();

    expect(await usedOf(budget)).to.deep.equal({
      tokens: [910, 0],
      cost: [141_000, 0],
      tokens_global: [910, 0],
      cost_global: [141_000, 0],
    });
    expect(budget.moved['tokens settled']).to.equal(1);
  });

  it('grants floor(L / w) at the full cap and one more with the rest, if at least 64 tokens fit, and then says when', async () => {
    const { clock, budget } = setUp({ tokens: '10000/day' });
    const answers = await Promise.all(Array.from({ length: 100 }, () => budget.reserve('user:a', call(500, 1024))));

    const caps = answers.flatMap((answer) => (answer.outcome === 'granted' ? [answer.outputCap] : []));
    expect(caps).to.deep.equal([...Array(6).fill(1024), 10_000 - 6 * 1524 - 500]);
    expect(answers.at(-1)).to.deep.equal({ outcome: 'denied', budget: 'tokens', retryAfterSeconds: 61 * 1440 });
    clock.us = 0.5e6;
    expect(await budget.reserve('user:a', call(500, 1024)), 'rounded up').to.include({ retryAfterSeconds: 61 * 1440 });
    clock.us = 61 * 1440 * 1e6;
    expect((await budget.reserve('user:a', call(500, 1024))).outcome).to.equal('granted');
  });

  it('shrinks the cap to the least that caller, all, tokens and dollars allow, and never that of a side call', async () => {
    const limits = { tokens: '2000/day', tokens_global: '1500/day', cost: '0.000300/day', cost_global: '0.000210/day' };
    const { budget } = setUp(limits);

    expect((await granted(budget, 'user:a', call(1000, 1024))).outputCap).to.equal(100); // (210,000 − 150,000) / 600
    expect((await setUp(limits).budget.reserve('user:a', call(1000, 101, false))).outcome).to.equal('denied');
    expect((await setUp(limits).budget.reserve('user:a', call(1000, 100, false))).outcome).to.equal('granted');
    expect(await setUp(limits).budget.reserve('user:a', call(1000, 63))).to.include({
      outcome: 'granted',
      outputCap: 63,
    });
    expect(await setUp(limits).budget.reserve('user:a', call(1300, 1024))).to.include({ budget: 'cost_global' });
  });

  it('reserves no more of the caller than the cap that the budget of all leaves', async () => {
    const { budget } = setUp({ tokens: '10000/day', cost: '1/day', tokens_global: '1100/day' });

    expect((await granted(budget, 'user:a', call(1000, 1024))).outputCap).to.equal(100);

    const worst = 1000 * 150 + 100 * 600;
    expect(await usedOf(budget)).to.deep.equal({
      tokens: [1100, 1100],
      cost: [worst, worst],
      tokens_global: [1100, 1100],
    });
    expect(budget.moved).to.deep.equal({ 'tokens reserved': 1, 'cost reserved': 1, 'tokens_global reserved': 1 });
  });

  it('gives the caller back what the budget of all refuses, and counts it as reserved and released', async () => {
    const { budget } = setUp({ tokens: '10000/day', tokens_global: '1000/day', cost: '1/day' });

    expect(await budget.reserve('user:a', call(2000, 64))).to.deep.equal({
      outcome: 'denied',
      budget: 'tokens_global',
      retryAfterSeconds: null,
    });
    expect(await usedOf(budget)).to.deep.equal({ tokens: [0, 0], cost: [0, 0], tokens_global: [0, 0] });
    expect(budget.moved).to.deep.equal({
      'tokens reserved': 1,
      'cost reserved': 1,
      'tokens released': 1,
      'cost released': 1,
      'tokens_global denied': 1,
    });
  });

  it('charges what was used beyond the reservation, and counts that as an overrun', async () => {
    const { budget } = setUp({ tokens: '1000/day' });
    const one = await granted(budget, 'user:a', call(100, 100));
    one.settle({ inputTokens: 900, outputTokens: 300 });

    expect(await usedOf(budget)).to.deep.equal({ tokens: [1200, 0] });
    expect(budget.moved.overrun).to.equal(1);
    expect(await budget.reserve('user:a', call(0, 64))).to.include({ outcome: 'denied' });
  });

  it('reserves input at the dearest price that it may have: written to the cache, or read there', async () => {
    for (const more of [{ cacheWrite: 2 * price.input }, { cachedInput: 2 * price.input }]) {
      const { budget } = setUp({ cost: '1/day' });

      const one = await granted(budget, 'user:a', { ...call(1000, 0), price: { ...price, ...more } });
      expect(await usedOf(budget)).to.deep.equal({ cost: [300_000, 300_000] });
      one.settle({ inputTokens: 1000, outputTokens: 0 });

      expect(await usedOf(budget)).to.deep.equal({ cost: [150_000, 0] });
    }
  });

  it('counts callers apart and all of them together, and what nobody asked for on all alone', async () => {
    const { budget } = setUp({ tokens: '1000/day', tokens_global: '2700/day' });
    for (const caller of ['user:a', 'ip:192.0.2.1', null]) await granted(budget, caller, call(900, 0));
    expect(await usedOf(budget, 'user:b')).to.deep.equal({ tokens: [0, 0], tokens_global: [2700, 2700] });
  });

  it('lets nothing refuse what is forced, and counts it beyond the limit', async () => {
    const { budget } = setUp({ tokens: '0/day', tokens_global: '10/day' });

    const one = await granted(budget, null, { ...call(20, 0), isForced: true });
    expect(await usedOf(budget)).to.deep.include({ tokens_global: [20, 20] });
    one.settle({ inputTokens: 15, outputTokens: 0 });

    expect(await usedOf(budget)).to.deep.equal({ tokens: [0, 0], tokens_global: [15, 0] });
  });

  it('lets 65,536 strangers together spend the budget of all, and not a token more', async () => {
    const { budget } = setUp({ tokens: '200000/day', tokens_global: '1000000/day' });
    let reserved = 0;
    for (let n = 0; n < 65_536; n++) {
      const answer = await budget.reserve(`ip:2001:db8:0:${n.toString(16)}::`, call(500, 1024));
      if (answer.outcome === 'granted') reserved += 500 + answer.outputCap;
    }

    const [all] = await budget.usage(null);
    expect(all?.used).to.equal(reserved);
    expect(reserved).to.be.within(1_000_000 - 564, 1_000_000);
  });

  it('ends with nothing reserved, and with exactly what was used, whatever is settled and released', async () => {
    const steps = fc.array(
      fc.record({
        input: fc.nat(1000),
        cap: fc.nat(1024),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
        ends: fc.constantFrom('settle', 'release'),
      }),
      { maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (calls) => {
        const { budget } = setUp({ tokens: '20000/day', cost: '0.01/day', tokens_global: '15000/day' });
        const sum = { tokens: 0, cost: 0 };
        for (const { input, cap, share, ends } of calls) {
          const answer = await budget.reserve('user:a', call(input, cap));
          if (answer.outcome !== 'granted') continue;
          const used = { inputTokens: input, outputTokens: Math.floor(answer.outputCap * share) };
          if (ends === 'release') answer.release();
          else {
            answer.settle(used);
            sum.tokens += used.inputTokens + used.outputTokens;
            sum.cost += nanoDollars(price, used);
          }
        }
        expect(await usedOf(budget)).to.deep.equal({
          tokens: [sum.tokens, 0],
          cost: [sum.cost, 0],
          tokens_global: [sum.tokens, 0],
        });
        const moved = (name: string) => budget.moved[name] ?? 0;
        for (const name of ['tokens', 'cost', 'tokens_global'])
          expect(moved(`${name} reserved`)).to.equal(moved(`${name} settled`) + moved(`${name} released`));
      }),
    );
  });
});

describe('money', () => {
  it('is whole nano-dollars, rounded up once a call, with cached input at its own price', () => {
    expect([0.15, 0.0375, 2.5, 0.000001, 1.1].map(nanoPrice)).to.deep.equal([150_000, 37_500, 2_500_000, 1, 1_100_000]);
    expect(nanoDollars({ input: 1, output: 0 }, { inputTokens: 1, outputTokens: 0 })).to.equal(1);
    expect(nanoDollars(price, { inputTokens: 302, outputTokens: 0 })).to.equal(45_300);
    const cached = { input: 2_500_000, output: 10_000_000, cachedInput: 1_250_000, cacheWrite: 3_000_000 };
    const used = { inputTokens: 100, outputTokens: 10, cachedInputTokens: 40, cacheWriteTokens: 10 };
    expect(nanoDollars(cached, used)).to.equal(50 * 2500 + 40 * 1250 + 10 * 3000 + 10 * 10_000);
  });
});
