import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { startLimited } from '../support/limited.ts';
import { program } from '../support/program.ts';
import { startRedis, startRedisCluster } from '../support/redis.ts';

/** Half of 200 calls to each of two processes, at once. */
async function admittedOf200(services: Awaited<ReturnType<typeof startLimited>>[], user: string): Promise<number> {
  const halves = await Promise.all(services.map((service) => service.calls(user, 100)));
  return halves.reduce((sum, { admitted }) => sum + admitted, 0);
}

describe('limits across processes', () => {
  it('admit exactly 20 of 200 calls to two processes, also when the clock of one is 61 seconds ahead', async () => {
    await using redis = await startRedis();
    const clockAhead = await fakedClock('+61s');
    await using one = await startLimited('20/minute', { REDIS_URL: redis.url });
    await using other = await startLimited('20/minute', { REDIS_URL: redis.url, ...clockAhead });
    const date = new Date((await other.call('someone')).headers.get('date') ?? 0);
    expect(date.getTime() - Date.now()).to.be.above(50_000);

    expect(await admittedOf200([one, other], randomUUID())).to.equal(20);
    const [here, there] = [await one.call('reset'), await other.call('reset')];

    const resets = [here, there].map(({ headers }) => Number(headers.get('x-ratelimit-reset')));
    expect(resets[0], 'one clock tells both').to.equal(resets[1]);
    expect(here.headers.get('x-ratelimit-remaining')).to.equal('19');
    expect(there.headers.get('x-ratelimit-remaining')).to.equal('18');
  });

  it('admit exactly 20 of 200 calls to two processes over a cluster of three servers', async () => {
    await using cluster = await startRedisCluster();
    await using one = await startLimited('20/minute;1000/hour', { REDIS_URL: cluster.urls });
    await using other = await startLimited('20/minute;1000/hour', { REDIS_URL: cluster.urls });
    await Promise.all([one, other].map((service) => service.ready('ready'))); // three servers may take longer than a start waits
    const linesBefore = [one, other].map(({ lines }) => lines.length);

    for (const user of ['a', 'b', 'c', 'd']) expect(await admittedOf200([one, other], user)).to.equal(20);

    const lines = [one, other].flatMap((service, i) => service.lines.slice(linesBefore[i]));
    expect(lines.filter((line) => line.includes('redis is away'))).to.deep.equal([]);
  });

  it('let a limit that was changed at a restart hold at once, and the old count does not bind', async () => {
    await using redis = await startRedis();
    const admitted: number[] = [];
    for (const limit of ['5/minute', '3/minute', '8/minute']) {
      await using service = await startLimited(limit, { REDIS_URL: redis.url });
      admitted.push((await service.calls('alice', 10)).admitted);
    }

    expect(admitted).to.deep.equal([5, 3, 8]);
  });
});

/** The environment that gives a process another wall clock. */
async function fakedClock(offset: string): Promise<Record<string, string>> {
  const { stdout } = await promisify(execFile)(await program('faketime'), ['-f', offset, 'printenv', 'LD_PRELOAD']);
  return { LD_PRELOAD: stdout.trim(), FAKETIME: offset, FAKETIME_DONT_FAKE_MONOTONIC: '1' };
}
