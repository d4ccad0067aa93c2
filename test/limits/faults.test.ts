import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import { createClient } from 'redis';
import { eventually } from '../support/eventually.ts';
import { type Redis, startRedis, startRedisCluster } from '../support/redis.ts';
import { slowness } from '../support/slowness.ts';
import { startedLimiter, type TestedLimiter } from '../support/started-limiter.ts';
import { startSwitch, type TcpSwitch } from '../support/tcp-switch.ts';

/** What the contract allows between the end of a fault and the first call that Redis decides again, on a machine as busy as this. */
const backWithinMs = () => 2000 * slowness();

/** What Redis 6.2.14 answered to HELLO 3. */
const HELLO_OF_REDIS_6 = [
  '%7',
  ...['$6', 'server', '$5', 'redis', '$7', 'version', '$6', '6.2.14', '$5', 'proto', ':3', '$2', 'id', ':3'],
  ...['$4', 'mode', '$10', 'standalone', '$4', 'role', '$6', 'master', '$7', 'modules', '*0', ''],
].join('\r\n');

const throughSwitch = ({ port }: TcpSwitch) => startedLimiter(`redis://127.0.0.1:${port}`);
const storeOf = async (limiter: TestedLimiter) => (await limiter.take(randomUUID())).store;
const becomes = (limiter: TestedLimiter, degraded: boolean, withinMs = backWithinMs()) =>
  eventually(limiter.degraded, (now) => now === degraded, { withinMs });

describe('a Redis that answers but cannot write', () => {
  const faults = {
    'is full': [
      ['CONFIG', 'SET', 'maxmemory', '1'],
      ['CONFIG', 'SET', 'maxmemory', '0'],
    ],
    'is a replica': [
      ['REPLICAOF', '127.0.0.1', '1'],
      ['REPLICAOF', 'NO', 'ONE'],
    ],
    'lets this user write no counts': [
      ['ACL', 'SETUSER', 'default', '-psetex'],
      ['ACL', 'SETUSER', 'default', '+psetex'],
    ],
  } as const;

  for (const [state, [fails, mends]] of Object.entries(faults))
    it(`is away while it ${state}, at one slow call after the other, and is told of once`, async () => {
      await using redis = await startRedis(['--maxmemory-policy', 'noeviction']);
      await using limiter = await startedLimiter(redis.url);
      const refused = randomUUID();
      for (let call = 0; call < 21; call++) await limiter.take(refused);
      await redis.command(...fails);

      for (let call = 0; call < 5; call++) {
        expect((await limiter.take(call % 2 ? refused : randomUUID())).store).not.to.equal('redis'); // a refusal needs no write
        await wait(400);
        expect(limiter.degraded()).to.equal(true);
        expect(await limiter.check()).to.equal('degraded');
      }
      expect(limiter.lines, limiter.lines.join('\n')).to.have.length(1);

      await redis.command(...mends);
      await becomes(limiter, false);
      expect(await storeOf(limiter)).to.equal('redis');
    });
});

describe('one address that comes to lead elsewhere', () => {
  it('is followed within two seconds of a failover, without a call', async () => {
    await using old = await startRedis();
    await using fresh = await startRedis();
    await using address = await startSwitch(old.port);
    await using limiter = await throughSwitch(address);
    expect(await storeOf(limiter)).to.equal('redis');

    await old.command('REPLICAOF', '127.0.0.1', String(fresh.port));
    address.leadTo(fresh.port);
    await eventually(
      () => limiter.away().length > 0 && !limiter.degraded(),
      (isBack) => isBack,
      { withinMs: backWithinMs() },
    );

    const caller = randomUUID();
    expect((await limiter.take(caller)).store).to.equal('redis');
    expect(await fresh.command('EXISTS', `docent:limit:{query:${caller}}:20/60`)).to.equal(1);
    expect(limiter.away().join()).to.contain('READONLY');
  });

  it('is asked for one connection a second while it leads to a replica', async () => {
    await using replica = await startRedis();
    await using address = await startSwitch(replica.port);
    await using limiter = await throughSwitch(address);
    await replica.command('REPLICAOF', '127.0.0.1', '1');

    await expectOneConnectionASecond(address, () => storeOf(limiter));
  });
});

describe('one URL of a cluster', () => {
  it('names all of it: exactly the limit over two processes, whichever servers they were told of', async () => {
    await using cluster = await startRedisCluster();
    const [first, second] = cluster.nodes as [Redis, Redis];
    await using one = await startedLimiter(first.url, 'local', 10_000);
    await using other = await startedLimiter(second.url, 'local', 10_000);

    for (const caller of ['a', 'b', 'c', 'd', 'e', 'f']) {
      const takes = Array.from({ length: 80 }, (_, call) => (call % 2 ? one : other).take(caller));
      const admitted = (await Promise.all(takes)).filter(({ outcome }) => outcome === 'allowed');
      expect(admitted, caller).to.have.length(20);
    }
    const held = await Promise.all(cluster.nodes.map(async (node) => Number(await node.command('DBSIZE'))));
    expect(Math.min(...held), 'every server counts').to.be.above(0);
    expect([...one.lines, ...other.lines]).to.deep.equal([]);
  });

  it('is enough also when that server is the one that fails', async () => {
    await using cluster = await startRedisCluster();
    const [first] = cluster.nodes as [Redis];
    await using limiter = await startedLimiter(first.url);
    await first.kill();
    await becomes(limiter, true);

    const stores = await Promise.all(Array.from({ length: 24 }, () => storeOf(limiter)));
    expect(new Set(stores), 'the others decide').to.deep.equal(new Set(['local', 'redis']));
    await first.start();
    await eventually(
      () => first.command('CLUSTER', 'INFO').then(String),
      (info) => info.includes('cluster_state:ok'),
    );
    await becomes(limiter, false);
  });
});

describe('a server that accepts and cuts off', () => {
  it('gets one connection a second, and its own word is told', async () => {
    await using redis = await startRedis();
    await using address = await startSwitch(redis.port);
    address.cutOff('-DENIED Redis is running in protected mode because protected mode is enabled\r\n');
    await using limiter = await throughSwitch(address);

    await expectOneConnectionASecond(address, () => storeOf(limiter));
    expect(limiter.lines.join())
      .to.match(/away/)
      .and.match(/"reason":"DENIED"/);

    address.leadTo(redis.port);
    await becomes(limiter, false);
    expect(await storeOf(limiter)).to.equal('redis');
  });

  it('gets one connection a second where it says nothing, or answers before it does', async () => {
    await using redis = await startRedis();
    await using address = await startSwitch(redis.port);
    await using limiter = await throughSwitch(address);

    address.cutOff();
    await expectOneConnectionASecond(address, () => storeOf(limiter));
    address.leadTo(redis.port);
    await becomes(limiter, false);
    await expectOneConnectionASecond(address, async () => {
      await redis.command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      await storeOf(limiter);
    });
  });

  it('is told of by its own word when all its connections are taken', async () => {
    await using redis = await startRedis(['--maxclients', '1']);
    const holder = createClient({ url: redis.url }).on('error', () => {});
    await holder.connect();
    await using limiter = await startedLimiter(redis.url);

    expect(limiter.away().join()).to.match(/"reason":"ERR"/);
    holder.destroy();
    await becomes(limiter, false);
  });

  it('is told of by its own word also after it was well', async () => {
    await using redis = await startRedis();
    await using limiter = await startedLimiter(redis.url);
    await redis.kill();
    await becomes(limiter, true);
    await redis.start(['--requirepass', 'another']);

    await eventually(
      () => limiter.lines.join(),
      (lines) => /"reason":"NOAUTH"/.test(lines),
    );
    expect(limiter.away()).to.have.length(1);
  });

  it('is named when it is too old', async () => {
    await using redis = await startRedis();
    await using address = await startSwitch(redis.port);
    address.answer(HELLO_OF_REDIS_6);
    await using limiter = await throughSwitch(address);

    expect(limiter.away().join()).to.match(/UNSUPPORTED Redis 6\.2\.14: 7 or newer is needed/);
  });
});

describe('a fault that ends', () => {
  const faults: Record<string, [fails: (redis: Redis, address: TcpSwitch) => unknown, ends: typeof cutOff]> = {
    'a stopped server goes on': [(redis) => redis.signal('SIGSTOP'), (redis) => redis.signal('SIGCONT')],
    'a stopped server is started anew': [
      (redis) => redis.signal('SIGSTOP'),
      async (redis) => {
        await redis.kill();
        await redis.start();
      },
    ],
    'a network swallowed what was sent': [(_, address) => address.swallow(), leadBack],
    'a server was gone': [(redis) => redis.kill(), (redis) => redis.start()],
    'a proxy cut off': [cutOff, leadBack],
  };

  it('is over within two seconds, whatever it was, and however long it lasted', async () => {
    const cases = Object.entries(faults).flatMap(([fault, [fails, ends]]) =>
      [700, 2300].map((lastsMs) => ({ fault, fails, ends, lastsMs })),
    );
    const stores = cases.map(async ({ fault, fails, ends, lastsMs }) => {
      await using redis = await startRedis();
      await using address = await startSwitch(redis.port);
      await using limiter = await throughSwitch(address);
      await fails(redis, address);
      for (const endsAtMs = performance.now() + lastsMs; performance.now() < endsAtMs; await wait(50))
        await storeOf(limiter);
      const during = limiter.degraded();
      await ends(redis, address);
      await becomes(limiter, false).catch(() => {}); // told below, of all cases together
      return `${fault} after ${lastsMs} ms: ${during} ${await storeOf(limiter)} ${limiter.degraded()}`;
    });

    expect(await Promise.all(stores)).to.deep.equal(
      cases.map(({ fault, lastsMs }) => `${fault} after ${lastsMs} ms: true redis false`),
    );
  });

  function cutOff(_: Redis, address: TcpSwitch): unknown {
    return address.cutOff();
  }

  function leadBack(redis: Redis, address: TcpSwitch): unknown {
    return address.leadTo(redis.port);
  }
});

/** Calls ten times a second for three seconds. */
async function expectOneConnectionASecond(address: TcpSwitch, call: () => Promise<unknown>): Promise<void> {
  const [before, startedMs] = [address.accepted, performance.now()];
  while (performance.now() < startedMs + 3000) {
    await call();
    await wait(100);
  }
  expect(address.accepted - before).to.be.within(1, Math.ceil((performance.now() - startedMs) / 1000) + 1);
}
