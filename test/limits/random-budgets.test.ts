import { expect } from 'chai';
import { type BudgetProof, proveBudgets } from '../support/budget-proof.ts';

const FOR_MS = 6000;

describe('budgets of random questions', () => {
  const seed = Date.now() % 2 ** 31;
  let proof: BudgetProof;
  let why: string;
  before(async () => {
    proof = await proveBudgets({ forMs: FOR_MS, seed });
    why = `seed ${seed}, ${JSON.stringify([...proof.statuses])}, ${proof.timeouts} timeouts`;
  });

  it('are charged what the provider bills, to the token and the nano-dollar, and what came of calls that were broken off', () => {
    expect([...proof.statuses.keys()].sort(), why).to.deep.equal([200, 429]);
    for (const { user, tokens, nanoDollars, billed } of proof.users) {
      expect(tokens, `${user}, ${why}`).to.be.within(billed.least.tokens, billed.most.tokens);
      expect(nanoDollars, `${user}, ${why}`).to.be.within(billed.least.nanoDollars, billed.most.nanoDollars);
    }
    for (const { user, billed } of proof.users.filter(({ user }) => /served|uploading/.test(user)))
      if (proof.timeouts === 0)
        expect(billed.least, `${user}, ${why}`).to.deep.equal(billed.most).and.not.include({ tokens: 0 });
  });

  it('are charged the sum of what the answers say, and what was spent before a question was refused', () => {
    const answered = proof.users.filter(({ told }) => told);

    expect(answered.map(({ user }) => user)).to.deep.equal(['served-1', 'served-2', 'broken-1']);
    for (const { user, tokens, nanoDollars, told } of answered) {
      expect(tokens, `${user}, ${why}`).to.be.within(told?.least.tokens ?? 0, told?.most.tokens ?? 0);
      expect(nanoDollars, `${user}, ${why}`).to.be.within(told?.least.nanoDollars ?? 0, told?.most.nanoDollars ?? 0);
      if (proof.timeouts === 0) expect(told?.least, `${user}, ${why}`).to.deep.equal(told?.most);
    }
  });

  it('stand alike in GET /usage, in the budget of all and in the metrics', () => {
    const sum = (of: 'tokens' | 'nanoDollars') => proof.users.reduce((total, one) => total + one[of], 0);
    const whole = { tokens: sum('tokens'), nanoDollars: sum('nanoDollars') };

    expect(proof.global, why).to.deep.equal(whole);
    expect(proof.metrics, why).to.deep.include(whole);
    expect(proof.metrics.overruns, why).to.be.greaterThan(0);
  });

  it('pass their limit in no rolling window, by the stamps of the provider', () => {
    for (const { user, fullest } of proof.users) expect(fullest, `${user}, ${why}`).to.be.above(0).and.at.most(1);
    expect(proof.fullestOfAll, why).to.be.above(0).and.at.most(1);
  });

  it('leave nothing reserved', () => {
    for (const { budget, reserved, ended } of proof.reservations) {
      expect(reserved, budget).to.be.greaterThan(0);
      expect(ended, `${budget}, ${why}`).to.equal(reserved);
    }
  });
});
