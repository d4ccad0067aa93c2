import { expect } from 'chai';
import { startLimiter } from '../../src/compose/limiter.ts';
import { silentInstruments } from '../../src/telemetry/instruments.ts';
import { startRedis } from '../support/redis.ts';
import { policyOf } from '../support/redis-limiter.ts';
import { slowness } from '../support/slowness.ts';

async function started(redisUrls: string[] = [], reachMs = 60_000) {
  const told: string[] = [];
  const tell = (...words: unknown[]) => void told.push(JSON.stringify(words));
  const log = { info: tell, warn: tell };
  const timeoutMs = 1000 * slowness();
  const limiter = await startLimiter({
    redisUrls,
    timeoutMs,
    reachMs,
    maxKeys: 10,
    instruments: silentInstruments,
    log,
  });
  return { ...limiter, told, [Symbol.asyncDispose]: limiter.close };
}

describe('start of the limiter', () => {
  it('says once that a process without Redis counts for itself', async () => {
    await using alone = await started();

    expect(alone.told.join()).to.match(/no REDIS_URL/);
    expect(alone.check).to.equal(null);
    expect((await alone.limiter.take(policyOf('1/60'), 'user:a')).store).to.equal('local');
  });

  it('lets the first call find Redis', async () => {
    await using redis = await startRedis();
    await using limiter = await started([redis.url]);

    expect((await limiter.limiter.take(policyOf('1/60'), 'user:a')).store).to.equal('redis');
    expect(limiter.told).to.deep.equal([]);
  });

  it('tells the kind of what keeps it from Redis, and neither password nor place', async () => {
    await using redis = await startRedis(['--requirepass', 'right-password']);
    const place = `127.0.0.1:${redis.port}`;
    await using wrong = await started([`redis://:wrong-password@${place}`], 1000 * slowness());
    await using right = await started([`redis://:right-password@${place}`]);

    expect((await wrong.limiter.take(policyOf('1/60'), 'user:a')).store).to.equal('local');
    expect((await right.limiter.take(policyOf('1/60'), 'user:a')).store).to.equal('redis');
    expect(wrong.told.join())
      .to.match(/WRONGPASS/)
      .and.not.to.contain('password')
      .and.not.to.contain(String(redis.port));
  });
});
