import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import { startLimited } from '../support/limited.ts';
import { scrape } from '../support/page.ts';
import { type Redis, startRedis, startRedisCluster } from '../support/redis.ts';

const keyOf = (user: string) => `docent:limit:{default:user:${user}}:20/60`;

/** What a call takes in the log of its caller. */
const STAMP_BYTES = 8;

describe('when Redis fails', () => {
  let redis: Redis;
  let service: Awaited<ReturnType<typeof startLimited>>;
  before(async () => {
    redis = await startRedis(['--appendonly', 'yes', '--appendfsync', 'no']);
    service = await startLimited('20/minute', { REDIS_URL: redis.url });
  });
  after(() => Promise.all([service, redis].map((one) => one[Symbol.asyncDispose]())));

  const user = () => randomUUID();
  const counted = async (user: string) => Number(await redis.command('STRLEN', keyOf(user))) / STAMP_BYTES;

  /** The limit holds in this process, no answer is a 5xx, and afterwards Redis decides alone for callers it has not met. */
  async function holdsThrough(fails: () => unknown, mends: () => unknown) {
    const [before, during, fresh] = [user(), user(), user()];
    expect(await service.calls(before, 5)).to.include({ admitted: 5 });

    await fails();
    expect(await service.calls(during, 30)).to.include({ admitted: 20, refused: 10 });
    expect(await service.calls(before, 30), 'no second quota').to.include({ admitted: 15, refused: 15 });
    expect(await service.ready('degraded')).to.deep.include({ checks: { store: 'ok', redis: 'degraded' } });

    await mends();
    await service.ready('ready');
    expect(await service.calls(during, 5), 'no fresh quota').to.include({ admitted: 0, refused: 5 });
    expect(await service.calls(fresh, 25), 'nothing was replayed').to.include({ admitted: 20, refused: 5 });
    expect(await counted(fresh)).to.equal(20);
    expect(await counted(during)).to.equal(0);
  }

  it('holds the limit in process while Redis is stopped, and replays nothing', () =>
    holdsThrough(
      () => redis.signal('SIGSTOP'),
      () => redis.signal('SIGCONT'),
    ));

  it('holds the limit in process while Redis is gone, and replays nothing', () =>
    holdsThrough(
      () => redis.kill(),
      () => redis.start(),
    ));

  it('holds the limit in process while Redis takes no writes', () =>
    holdsThrough(
      () => redis.command('REPLICAOF', '127.0.0.1', '1'),
      () => redis.command('REPLICAOF', 'NO', 'ONE'),
    ));

  it('holds the limit in process while Redis has no memory left', () =>
    holdsThrough(
      () => redis.command('CONFIG', 'SET', 'maxmemory', '1'),
      () => redis.command('CONFIG', 'SET', 'maxmemory', '0'),
    ));

  it('holds the limit in process while Redis loads its data', async () => {
    await redis.command('EVAL', "for i = 1, 20000 do redis.call('SET', 'load:' .. i, i) end", '0');
    await redis.kill();
    await redis.start(['--key-load-delay', '100'], 'spawned'); // microseconds a key: some seconds in all
    const caller = user();

    expect(await service.calls(caller, 30)).to.include({ admitted: 20, refused: 10 });
    await service.ready('ready');
    expect(await redis.command('INFO', 'errorstats')).to.match(/errorstat_LOADING:count=[1-9]/);
  });

  it('grants a caller nothing more however often Redis comes and goes', async () => {
    const caller = user();
    let admitted = 0;
    for (let round = 0; round < 3; round++) {
      admitted += (await service.calls(caller, 8)).admitted;
      await redis.kill();
      admitted += (await service.calls(caller, 8)).admitted;
      await redis.start();
      await service.ready('ready');
    }

    expect(admitted).to.equal(20);
  });

  it('goes on after SCRIPT FLUSH, in Redis', async () => {
    const caller = user();
    await redis.command('SCRIPT', 'FLUSH');

    expect(await service.calls(caller, 25)).to.include({ admitted: 20, refused: 5 });
    expect(await counted(caller)).to.equal(20);
  });

  it('keeps a flood of refused calls away from Redis', async () => {
    const caller = user();
    await redis.command('CONFIG', 'SET', 'slowlog-log-slower-than', '0', 'slowlog-max-len', '1000');
    const asked = async () => {
      const commands = (await redis.command('SLOWLOG', 'GET', '-1')) as [unknown, unknown, unknown, string[]][];
      return commands.filter(([, , , [verb, ...words]]) => verb === 'EVALSHA' && words.includes(keyOf(caller))).length;
    };
    await service.calls(caller, 21);
    const before = await asked();

    expect(await service.calls(caller, 100)).to.include({ refused: 100 });

    expect(before).to.be.within(1, 21);
    expect(await asked()).to.equal(before);
  });

  it('tells when it loses Redis and when it has it back, and never where Redis is', async () => {
    const away = () => service.lines.filter((line) => line.includes('redis is away'));
    await eventually(
      () => service.lines.filter((line) => line.includes('redis is back')).length,
      (back) => back === away().length,
    );
    const reasons = away().map((line) => /"reason":"(\w+)"/.exec(line)?.[1]);

    expect(reasons).to.include.members(['DeadlineError', 'READONLY', 'OOM']);
    expect(service.lines.join('\n')).not.to.contain(String(redis.port));
  });

  it('counts each decision once, by subject, outcome and store, and tells whether it is degraded', async () => {
    const metric = async (series: string) => (await scrape(service.url)).value(series) ?? 0;
    const decisions = (outcome: string, store: string) =>
      metric(`rate_limit_decisions_total{policy="default",subject="user",outcome="${outcome}",store="${store}"}`);
    const kinds = [
      ['allowed', 'redis'],
      ['denied', 'redis'],
      ['denied', 'deny_cache'],
      ['allowed', 'local'],
      ['denied', 'local'],
    ] as const;
    const counts = () => Promise.all(kinds.map(([outcome, store]) => decisions(outcome, store)));
    const before = await counts();
    const caller = user();

    for (let call = 0; call < 23; call++) await service.call(caller);
    redis.signal('SIGSTOP');
    await service.calls(user(), 23);
    const degraded = await metric('rate_limit_degraded');
    redis.signal('SIGCONT');
    await service.ready('ready');

    const moved = (await counts()).map((count, i) => count - (before[i] as number));
    expect(moved).to.deep.equal([20, 1, 2, 20, 3]);
    expect([degraded, await metric('rate_limit_degraded')]).to.deep.equal([1, 0]);
    expect(await metric('rate_limit_store_duration_seconds_count{outcome="ok"}')).to.be.above(20);
    expect(await metric('rate_limit_store_duration_seconds_count{outcome="timeout"}')).to.be.above(2);
    expect(await metric('rate_limit_store_duration_seconds_count{outcome="error"}')).to.be.above(2);
  });

  it('tells by itself that Redis is gone, and back, where nobody calls', async () => {
    const degraded = async () => (await scrape(service.url)).value('rate_limit_degraded');

    await redis.kill();
    await eventually(degraded, (value) => value === 1);
    await redis.start();
    await eventually(degraded, (value) => value === 0);
  });

  it('tells by itself that one server of a cluster is gone, whichever it is', async () => {
    await using cluster = await startRedisCluster();
    await using service = await startLimited('20/minute', { REDIS_URL: cluster.urls });
    const degraded = async () => (await scrape(service.url)).value('rate_limit_degraded');

    for (const node of cluster.nodes) {
      await node.kill();
      await eventually(degraded, (value) => value === 1);
      await node.start();
      await eventually(degraded, (value) => value === 0);
    }
  });

  it('serves when it starts without Redis, says degraded, and finds it later', async () => {
    await using absent = await startRedis();
    await absent.kill();
    await using started = await startLimited('20/minute', { REDIS_URL: absent.url });

    expect(await started.calls(user(), 30)).to.include({ admitted: 20, refused: 10 });
    await started.ready('degraded');
    await absent.start();
    await started.ready('ready');
    const caller = user();
    await started.calls(caller, 3);
    expect(await absent.command('STRLEN', keyOf(caller))).to.equal(3 * STAMP_BYTES);
  });
});
