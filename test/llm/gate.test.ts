import { expect } from 'chai';
import fc from 'fast-check';
import { AppError } from '../../src/errors.ts';
import { createGate } from '../../src/llm/gate.ts';

const never = new AbortController().signal;

describe('gate', () => {
  it('lets exactly `places` in, and one more each time one leaves, first come, first served', async () => {
    const gate = createGate({ places: 2, waiting: 10 });
    const entered: number[] = [];
    const [first, second] = await Promise.all([gate.enter(never), gate.enter(never)]);
    const waiting = [3, 4].map((n) =>
      gate.enter(never).then((leave) => {
        entered.push(n);
        return leave;
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
    const gate = createGate({ places: 1, waiting: 1 });
    const leave = await gate.enter(never);
    leave();
    leave();

    await gate.enter(never);

    expect(await settled(gate.enter(never))).to.equal('waiting');
  });

  it('refuses the one that would wait in excess, and says when to return', async () => {
    const gate = createGate({ places: 1, waiting: 2 });
    await gate.enter(never);
    gate.enter(never);
    gate.enter(never);

    const refused = await gate.enter(never).catch((failure) => failure);

    expect(refused).to.be.instanceOf(AppError).and.include({ code: 'overloaded', retryAfterSeconds: 1 });
  });

  it('frees the place in the queue of a caller who left, and never lets that caller in', async () => {
    const gate = createGate({ places: 1, waiting: 1 });
    const leave = await gate.enter(never);
    const left = new AbortController();
    const gone = gate.enter(left.signal).catch((failure) => failure);
    left.abort(new Error('gone'));
    expect(await gone).to.include({ message: 'gone' });

    const next = gate.enter(never);
    leave();

    expect(await next).to.be.a('function');
  });

  it('never lets one call more in than its places, nor one more wait, whoever comes, leaves or gives up', async () => {
    const steps = fc.array(fc.tuple(fc.constantFrom('come', 'leave', 'give up'), fc.nat(20)), {
      minLength: 20,
      maxLength: 60,
      size: 'max',
    });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 3 }), fc.nat(3), steps, async (places, waiting, all) => {
        const gate = createGate({ places, waiting });
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
            gate.enter(caller.signal).then(
              (leave) => done() && inside.push(leave),
              (failure) => done() && failure instanceof AppError && refused++,
            );
            await turn();
            expect(refused - before).to.equal(mayEnter || mayWait ? 0 : 1);
          } else if (step === 'leave') inside.splice(pick % Math.max(1, inside.length), 1)[0]?.();
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
    const gate = createGate({ places: 1, waiting: 1 });
    await gate.enter(never);

    const refused = await gate.enter(AbortSignal.timeout(1)).catch((failure) => failure);

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
