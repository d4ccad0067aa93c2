import { expect } from 'chai';
import fc from 'fast-check';
import { createRemoteClock } from '../../../src/limits/redis/remote-clock.ts';

describe('remote clock', () => {
  it('knows no moment but the past before the first reply', () => {
    expect(createRemoteClock().at(1e9)).to.equal(0);
  });

  it('never tells a moment too late, and is off by no more than the quickest reply took', () => {
    const replies = fc.array(fc.record({ gapMs: fc.nat(1000), thereMs: fc.nat(50), backMs: fc.nat(50) }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(fc.integer({ min: -1e6, max: 1e12 }), replies, (offsetMs, replies) => {
        const clock = createRemoteClock();
        let now = 0;
        for (const { gapMs, thereMs, backMs } of replies) {
          now += gapMs;
          clock.learn(now, now + thereMs + backMs, (now + thereMs + offsetMs) * 1000);
          now += thereMs + backMs;
        }
        const quickest = Math.min(...replies.map(({ thereMs, backMs }) => thereMs + backMs));
        const offBy = (now + offsetMs) * 1000 - clock.at(now);
        expect(offBy).to.be.within(0, quickest * 1000);
      }),
    );
  });

  it('follows a clock that was set, or has drifted, with the next reply that shows it', () => {
    const clock = createRemoteClock();
    clock.learn(0, 2, 5_000_000);

    clock.learn(10, 12, 1_000_000);
    expect(clock.at(12)).to.equal(1_000_000);
    clock.learn(20, 22, 9_000_000);
    expect(clock.at(22)).to.equal(9_000_000);
  });
});
