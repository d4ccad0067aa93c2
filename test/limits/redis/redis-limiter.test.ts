import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { keySafe, limitKey } from '../../../src/http/identity/key-safe.ts';
import { type Redis, startRedis, startRedisCluster } from '../../support/redis.ts';
import { type ConnectedLimiter, connectLimiter, policyOf } from '../../support/redis-limiter.ts';
import { slowness } from '../../support/slowness.ts';

describe('redis limiter', () => {
  let redis: Redis;
  let connected: ConnectedLimiter;
  before(async () => {
    redis = await startRedis();
    connected = await connectLimiter(redis.url);
  });
  after(async () => {
    await connected[Symbol.asyncDispose]();
    await redis[Symbol.asyncDispose]();
  });
  let callers = 0;
  const caller = () => `user:caller-${callers++}`;
  const outcomes = async (takes: Promise<{ outcome: string }>[]) =>
    (await Promise.all(takes)).map(({ outcome }) => outcome);

  it('admits exactly the limit of many calls at once, over two connections, and spends nothing on the others', async () => {
    await using other = await connectLimiter(redis.url);
    const key = caller();

    const takes = Array.from({ length: 200 }, (_, i) =>
      (i % 2 ? connected : other).limiter.take(policyOf('20/60'), key),
    );

    expect((await outcomes(takes)).filter((outcome) => outcome === 'allowed')).to.have.length(20);
    expect(await redis.command('STRLEN', `docent:limit:{query:${key}}:20/60`)).to.equal(20 * 8);
  });

  it('spends of every limit or of none', async () => {
    const [key, policy] = [caller(), policyOf('2/60', '100/3600')];
    await Promise.all([1, 2, 3].map(() => connected.limiter.take(policy, key)));

    const refused = await connected.limiter.take(policy, key);

    expect(refused.outcome).to.equal('denied');
    expect(refused.standings.map(({ remaining }) => remaining)).to.deep.equal([0, 98]);
  });

  it('keeps the composite key readable, gives every key an end, and starts a changed limit clean', async () => {
    const key = 'user:a%20b@c.example';
    await connected.limiter.take(policyOf('20/60', '1000/3600'), key);
    await connected.limiter.take(policyOf('3/60'), key);

    const keys = (await redis.command('KEYS', `*${key}*`)) as string[];

    expect(keys.sort()).to.deep.equal([
      `docent:limit:{query:${key}}:1000/3600`,
      `docent:limit:{query:${key}}:20/60`,
      `docent:limit:{query:${key}}:3/60`,
    ]);
    const lives = await Promise.all(keys.map((key) => redis.command('PTTL', key)));
    expect(lives[0]).to.be.within(3_590_000, 3_661_000);
    expect(lives[1]).to.be.within(50_000, 60_001);
  });

  it('begins anew where a key holds what an earlier version counted, alone or among others of its turn', async () => {
    const [policy, keys] = [policyOf('2/60', '1000/3600'), Array.from({ length: 5 }, caller)];
    const nameOf = (key: string, limit: string) => `docent:limit:{query:${key}}:${limit}`;
    for (const key of keys) await redis.command('RPUSH', nameOf(key, '2/60'), '1764000000000000', '1764000000000001');
    await redis.command('SET', nameOf(keys[0] as string, '1000/3600'), 'what nobody wrote');

    const first = await connected.limiter.take(policy, keys[0] as string);
    const takes = keys.flatMap((key) => [1, 2, 3].map(() => connected.limiter.take(policy, key)));

    expect(first.standings.map(({ remaining }) => remaining)).to.deep.equal([1, 999]);
    expect((await outcomes(takes)).filter((outcome) => outcome === 'allowed')).to.have.length(keys.length * 2 - 1);
    expect(await redis.command('STRLEN', nameOf(keys[4] as string, '2/60'))).to.equal(16);
  });

  it('asks Redis once a call, however many limits there are', async () => {
    const [key, policy] = [caller(), policyOf('2/1', '5/60', '1000/3600')];
    const asked = async () => {
      const stats = String(await redis.command('INFO', 'commandstats'));
      return ['evalsha', 'eval'].map((name) =>
        Number(new RegExp(`cmdstat_${name}:calls=(\\d+)`).exec(stats)?.[1] ?? 0),
      );
    };
    const [before = 0, full = 0] = await asked();

    for (let i = 0; i < 10; i++) await connected.limiter.take(policy, key);

    expect(await asked()).to.deep.equal([before + 10, full]);
  });

  it('sends the calls of one turn together, and answers each in its place', async () => {
    const [keys, policy] = [Array.from({ length: 40 }, caller), policyOf('2/60', '1000/3600')];
    const asked = async () =>
      Number(/cmdstat_evalsha:calls=(\d+)/.exec(String(await redis.command('INFO', 'commandstats')))?.[1]);
    const spent = keys.filter((_, i) => i % 2);
    await Promise.all([...spent, ...spent].map((key) => connected.limiter.take(policy, key)));
    const before = await asked();

    const takes = keys.map((key) => connected.limiter.take(policy, key));

    expect(await outcomes(takes)).to.deep.equal(keys.map((_, i) => (i % 2 ? 'denied' : 'allowed')));
    expect(await asked()).to.equal(before + 1);
  });

  it('lets no call fail for the key of another that came with it', async () => {
    const [broken, policy] = [caller(), policyOf('20/60')];
    await redis.command('SET', `docent:limit:{query:${broken}}:20/60`, 'odd');

    const calls = [caller(), broken, caller()].map((key) => connected.limiter.take(policy, key));
    const settled = await Promise.allSettled(calls);

    expect(settled.map(({ status }) => status)).to.deep.equal(['fulfilled', 'rejected', 'fulfilled']);
    expect((settled[1] as PromiseRejectedResult).reason.message).to.match(/unpack|data string/);
  });

  it('looks without spending', async () => {
    const [key, policy] = [caller(), policyOf('5/60')];
    await connected.limiter.take(policy, key);

    for (let i = 0; i < 3; i++) expect((await connected.limiter.peek(policy, key))[0]?.remaining).to.equal(4);
    expect(await connected.limiter.peek(policy, caller())).to.deep.equal([
      { limit: 5, windowSeconds: 60, remaining: 5, resetMs: 0 },
    ]);
  });

  it('goes on after SCRIPT FLUSH', async () => {
    await redis.command('SCRIPT', 'FLUSH');

    expect((await connected.limiter.take(policyOf('5/60'), caller())).outcome).to.equal('allowed');
  });

  it('rejects within its deadline when Redis is stopped, and the stopped call never takes effect', async () => {
    await using stopped = await startRedis();
    await using quick = await connectLimiter(stopped.url, 60);
    const [key, policy] = [caller(), policyOf('20/60')];
    await quick.limiter.take(policy, caller());
    const evaluated = async () =>
      Number(/cmdstat_evalsha:calls=(\d+)/.exec(String(await stopped.command('INFO', 'commandstats')))?.[1]);
    const before = await evaluated();

    stopped.signal('SIGSTOP');
    const takes = await Promise.allSettled(Array.from({ length: 25 }, () => quick.limiter.take(policy, key)));
    stopped.signal('SIGCONT');

    expect(takes.map(({ status }) => status)).to.deep.equal(Array(25).fill('rejected'));
    expect(await stopped.command('EXISTS', `docent:limit:{query:${key}}:20/60`)).to.equal(0);
    expect(await evaluated(), 'it came all the same').to.be.above(before);
  });

  it('keeps at most 1.6 KB for a key and limit, whatever the limit and the caller', async () => {
    const bytes: Record<string, number> = {};
    const measure = async (name: string, key: string, limit: string) => {
      const stored = `docent:limit:{query:${key}}:${limit}`;
      bytes[name] = Number(await redis.command('MEMORY', 'USAGE', stored, 'SAMPLES', '0'));
    };
    const logged = [
      ['20', caller(), 20],
      ['100', caller(), 100],
      ['longest', limitKey(`user:${keySafe('问'.repeat(256))}`), 100],
    ] as const;
    for (const [name, key, limit] of logged) {
      const takes = Array.from({ length: limit }, () => connected.limiter.take(policyOf(`${limit}/3600`), key));
      await Promise.all(takes);
      await measure(name, key, `${limit}/3600`);
    }
    const seconds = Math.ceil(2 * slowness());
    await Promise.all(
      [1000, 100_000].map(async (limit) => {
        const [key, policy] = [caller(), { ...policyOf(`${limit}/${seconds}`), spends: 'costs' as const }];
        for (const endMs = performance.now() + 1100 * seconds; performance.now() < endMs; ) {
          await connected.limiter.take(policy, key, limit / 500);
          await pause(5 * seconds); // of 60 sub-buckets it reaches all
        }
        await measure(String(limit), key, `${limit}/${seconds}`);
      }),
    );

    for (const used of Object.values(bytes)) expect(used, JSON.stringify(bytes)).to.be.within(100, 1600);
  });
});

describe('redis limiter on a cluster', () => {
  let cluster: Awaited<ReturnType<typeof startRedisCluster>>;
  before(async () => {
    cluster = await startRedisCluster();
  });
  after(() => cluster[Symbol.asyncDispose]());

  it('admits exactly the limit over three servers, without a CROSSSLOT', async () => {
    await using one = await connectLimiter(cluster.urls);
    await using other = await connectLimiter(cluster.urls.split(',').slice(1).join());
    const policy = policyOf('20/60', '1000/3600');

    for (const key of ['user:a', 'user:b', 'user:c', 'user:d', 'user:e', 'user:f']) {
      const takes = Array.from({ length: 60 }, (_, i) => (i % 2 ? one : other).limiter.take(policy, key));
      const admitted = (await Promise.all(takes)).filter(({ outcome }) => outcome === 'allowed');
      expect(admitted).to.have.length(20);
    }

    const held = await Promise.all(cluster.nodes.map(async (node) => Number(await node.command('DBSIZE'))));
    expect(held.reduce((sum, keys) => sum + keys)).to.equal(12);
    expect(Math.min(...held), 'every server counts').to.be.above(0);
  });

  it('follows a slot that has moved, within its deadline', async () => {
    await using connected = await connectLimiter(cluster.urls, 1000);
    const [first, second] = cluster.nodes as [Redis, Redis];
    const [key, policy] = ['user:moved', policyOf('5/60')];
    const slot = String(await first.command('CLUSTER', 'KEYSLOT', `docent:limit:{query:${key}}:5/60`));
    const owner = connected.limiter.nodeOf(policy, key);
    const source = cluster.nodes.find(({ port }) => owner === `127.0.0.1:${port}`) as Redis;
    const target = source === first ? second : first;
    const [from, to] = await Promise.all([source, target].map((node) => node.command('CLUSTER', 'MYID').then(String)));
    await target.command('CLUSTER', 'SETSLOT', slot, 'IMPORTING', from as string); // else it takes no new epoch, and the old map may win
    await source.command('CLUSTER', 'SETSLOT', slot, 'MIGRATING', to as string);
    for (const node of [target, ...cluster.nodes]) await node.command('CLUSTER', 'SETSLOT', slot, 'NODE', to as string);

    expect((await connected.limiter.take(policy, key)).outcome).to.equal('allowed');
    expect(connected.limiter.nodeOf(policy, key)).to.equal(`127.0.0.1:${target.port}`);
  });
});
