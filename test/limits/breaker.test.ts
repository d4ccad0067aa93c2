import { expect } from 'chai';
import { createBreaker } from '../../src/limits/breaker.ts';

describe('breaker', () => {
  it('stops asking after three failures in a row, tries once a second, and closes at the first success', () => {
    const clock = { ms: 0 };
    const breaker = createBreaker({ nowMs: () => clock.ms });

    breaker.failed();
    breaker.failed();
    breaker.succeeded();
    expect([breaker.failed(), breaker.failed(), breaker.allows()]).to.deep.equal([false, false, true]);
    expect([breaker.failed(), breaker.allows()]).to.deep.equal([true, false]);
    clock.ms = 999;
    expect(breaker.allows()).to.equal(false);
    clock.ms = 1000;
    expect([breaker.allows(), breaker.allows()]).to.deep.equal([true, false]);
    breaker.failed();
    clock.ms = 1999;
    expect(breaker.allows()).to.equal(false);
    clock.ms = 2000;
    expect(breaker.allows()).to.equal(true);
    breaker.succeeded();
    expect([breaker.allows(), breaker.allows()]).to.deep.equal([true, true]);
  });
});
