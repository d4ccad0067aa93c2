import { expect } from 'chai';
import { randomTraffic } from '../support/random-traffic.ts';
import { startRedis } from '../support/redis.ts';

describe('random traffic', () => {
  it('never overfills a rolling window, and is admitted as by an ideal limiter: up to 100 exactly, above a sixtieth late at most', async () => {
    await using redis = await startRedis();

    for (const { policy, admitted, ideal, otherwise, refusedTooLong, fullest } of await randomTraffic(redis.url, 6)) {
      const told = JSON.stringify(policy.limits);
      expect(fullest, told).to.be.at.most(1);
      expect(admitted, told).to.be.above(5);
      if (policy.limits.every(({ limit }) => limit <= 100))
        expect([otherwise, admitted], told).to.deep.equal([0, ideal]);
      else expect(refusedTooLong, told).to.equal(0);
    }
  });
});
