import { expect } from 'chai';
import fc from 'fast-check';
import { AppError } from '../../src/errors.ts';
import { createConcurrencyLimiter } from '../../src/llm/concurrency-limiter.ts';

const never = new AbortController().signal;

describe('the concurrency limiter', () => {
  it('lets exactly `places` in, and one more each time one leaves, first come, first served', async () => {
    const limiter = createConcurrencyLimiter({ limit: 2, maxWaiting: 10 });
    const entered: number[] = [];
    const [first, second] = await Promise.all([limiter.acquire(never), limiter.acquire(never)]);
    const waiting = [3, 4].map((n) =>
      limiter.acquire(never).then((release) => {
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

  it('counts a leaver once, however often it leaves', async () => {
    const limiter = createConcurrencyLimiter({ limit: 1, maxWaiting: 1 });
    const release = await limiter.acquire(never);
    release();
    release();

    await limiter.acquire(never);

    expect(await settled(limiter.acquire(never))).to.equal('waiting');
  });

  it('refuses the one that would wait in excess, and says when to return', async () => {
    const limiter = createConcurrencyLimiter({ limit: 1, maxWaiting: 2 });
    await limiter.acquire(never);
    limiter.acquire(never);
    limiter.acquire(never);

    const refused = await limiter.acquire(never).catch((failure) => failure);

    expect(refused).to.be.instanceOf(AppError).and.include({ code: 'overloaded', retryAfterSeconds: 1 });
  });

  it('frees the place in the queue of a caller who left, and never lets that caller in', async () => {
    const limiter = createConcurrencyLimiter({ limit: 1, maxWaiting: 1 });
    const release = await limiter.acquire(never);
    const left = new AbortController();
    const gone = limiter.acquire(left.signal).catch((failure) => failure);
    left.abort(new Error('gone'));
    expect(await gone).to.include({ message: 'gone' });

    const next = limiter.acquire(never);
    release();

    expect(await next).to.be.a('function');
  });

  it('never lets one call more in than its places, nor one more wait, whoever comes, leaves or gives up', async () => {
    const steps = fc.array(fc.tuple(fc.constantFrom('come', 'release', 'give up'), fc.nat(20)), {
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
            limiter.acquire(caller.signal).then(
              (release) => done() && inside.push(release),
              (failure) => done() && failure instanceof AppError && refused++,
            );
            await turn();
            expect(refused - before).to.equal(mayEnter || mayWait ? 0 : 1);
          } else if (step === 'release') inside.splice(pick % Math.max(1, inside.length), 1)[0]?.();
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

  it('tells a caller whose deadline passes in the queue that it was busy', async () => {
    const limiter = createConcurrencyLimiter({ limit: 1, maxWaiting: 1 });
    await limiter.acquire(never);

    const refused = await limiter.acquire(AbortSignal.timeout(1)).catch((failure) => failure);

    expect(refused).to.include({ code: 'overloaded' });
  });
});

function turn(): Promise<void> {
  return new Promise((next) => setImmediate(next));
}

/** `waiting` where the promise has not settled by the next turn. */
function settled(promise: Promise<unknown>): Promise<unknown> {
  return Promise.race([promise, new Promise((turn) => setImmediate(() => turn('waiting')))]);
}
