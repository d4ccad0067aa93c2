import { expect } from 'chai';
import fc from 'fast-check';
import { AppError } from '../../src/errors.ts';
import { createConcurrencyLimiter } from '../../src/llm/concurrency-limiter.ts';

const never = new AbortController().signal;

describe('the concurrency limiter', () => {
  it('lets exactly `limit` calls run, and one more each time one ends, those of one caller in their order', async () => {
    const limiter = createConcurrencyLimiter({ limit: 2, maxWaiting: 10 });
    const entered: number[] = [];
    const [first, second] = await Promise.all([limiter.acquire('ann', never), limiter.acquire('ann', never)]);
    const waiting = [3, 4].map((n) =>
      limiter.acquire('ann', never).then((release) => {
        entered.push(n);
        return release;
      }),
    );

    await Promise.resolve();
    expect(entered).to.deep.equal([]);
    first();
    await waiting[0];
    expect(entered).to.deep.equal([3]);
    second();
    await waiting[1];
    expect(entered).to.deep.equal([3, 4]);
  });

  it('counts a call that has ended once, however often it says so', async () => {
    const limiter = createConcurrencyLimiter({ limit: 1, maxWaiting: 1 });
    const release = await limiter.acquire('ann', never);
    release();
    release();

    await limiter.acquire('ann', never);

    expect(await settled(limiter.acquire('ann', never))).to.equal('waiting');
  });

  it('refuses the one that would wait in excess, and says when to return', async () => {
    const limiter = createConcurrencyLimiter({ limit: 1, maxWaiting: 2 });
    await limiter.acquire('ann', never);
    limiter.acquire('ann', never);
    limiter.acquire('ann', never);

    const refused = await settled(limiter.acquire('ann', never).catch((failure) => failure));

    expect(refused).to.be.instanceOf(AppError).and.include({ code: 'overloaded', retryAfterSeconds: 1 });
  });

  it('forgets a waiting call whose client has left, and never starts it', async () => {
    const limiter = createConcurrencyLimiter({ limit: 1, maxWaiting: 1 });
    const release = await limiter.acquire('ann', never);
    const left = new AbortController();
    const gone = limiter.acquire('ann', left.signal).catch((failure) => failure);
    left.abort(new Error('gone'));
    expect(await gone).to.include({ message: 'gone' });

    const next = limiter.acquire('ann', never);
    release();

    expect(await next).to.be.a('function');
  });

  it('never runs one call more than its limit, nor lets one more wait, whoever comes, ends or gives up', async () => {
    const steps = fc.array(fc.tuple(fc.constantFrom('come', 'end', 'give up'), fc.nat(20)), {
      minLength: 20,
      maxLength: 60,
      size: 'max',
    });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 3 }), fc.nat(3), steps, async (places, waiting, all) => {
        const limiter = createConcurrencyLimiter({ limit: places, maxWaiting: waiting });
        const inside: (() => void)[] = [];
        const queue: AbortController[] = [];
        let refused = 0;
        for (const [step, pick] of all) {
          if (step === 'come') {
            const caller = new AbortController();
            const [mayEnter, mayWait] = [inside.length < places, queue.length < waiting];
            const before = refused;
            queue.push(caller);
            const done = () => queue.splice(queue.indexOf(caller), 1);
            limiter.acquire('ann', caller.signal).then(
              (release) => done() && inside.push(release),
              (failure) => done() && failure instanceof AppError && refused++,
            );
            await turn();
            expect(refused - before).to.equal(mayEnter || mayWait ? 0 : 1);
          } else if (step === 'end') inside.splice(pick % Math.max(1, inside.length), 1)[0]?.();
          else queue[pick % Math.max(1, queue.length)]?.abort(new Error('gone'));
          await turn();
          expect(inside.length).to.be.at.most(places);
          expect(queue.length).to.be.at.most(waiting);
          if (queue.length > 0) expect(inside.length).to.equal(places);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('gives each free slot to the caller with the fewest calls running, and takes turns between equals', async () => {
    const { order, start, releases } = recorded({ limit: 3, maxWaiting: 10 });
    await start('ann', 'ann', 'ann');
    start('ann', 'ann', 'bob', 'bob', 'eve');
    for (let n = 0; n < 5; n++) {
      releases.shift()?.();
      await turn();
    }

    expect(order).to.deep.equal(['ann', 'ann', 'ann', 'bob', 'eve', 'ann', 'bob', 'ann']);
  });

  it('makes room in a full queue for a caller with fewer calls waiting', async () => {
    const { order, denied, start, releases } = recorded({ limit: 1, maxWaiting: 3 });
    await start('ann');
    start('ann', 'ann', 'ann', 'bob', 'ann');
    await turn();
    expect(denied).to.deep.equal(['ann', 'ann']);
    for (let n = 0; n < 3; n++) {
      releases.shift()?.();
      await turn();
    }

    expect(order).to.deep.equal(['ann', 'bob', 'ann', 'ann']);
    expect(denied).to.have.length(2);
  });

  it('tells a caller whose deadline passes in the queue that it was busy', async () => {
    const limiter = createConcurrencyLimiter({ limit: 1, maxWaiting: 1 });
    await limiter.acquire('ann', never);

    const refused = await limiter.acquire('ann', AbortSignal.timeout(1)).catch((failure) => failure);

    expect(refused).to.include({ code: 'overloaded' });
  });
});

/** Calls by caller, in the order in which they were started, or denied. */
function recorded(options: Parameters<typeof createConcurrencyLimiter>[0]) {
  const limiter = createConcurrencyLimiter(options);
  const [order, denied, releases]: [string[], string[], (() => void)[]] = [[], [], []];
  const one = (caller: string) =>
    limiter.acquire(caller, never).then(
      (release) => {
        order.push(caller);
        releases.push(release);
      },
      () => void denied.push(caller),
    );
  return { order, denied, releases, start: (...callers: string[]) => Promise.all(callers.map(one)) };
}

function turn(): Promise<void> {
  return new Promise((next) => setImmediate(next));
}

/** `waiting` where the promise has not settled by the next turn. */
function settled(promise: Promise<unknown>): Promise<unknown> {
  return Promise.race([promise, new Promise((turn) => setImmediate(() => turn('waiting')))]);
}
