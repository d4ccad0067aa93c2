import { expect } from 'chai';
import { withDeadline } from '../../../src/limits/redis/deadline.ts';
import { DeadlineError } from '../../../src/within.ts';

const never = new Promise<never>(() => {});
const settled = (work: Promise<unknown>) =>
  work.then(
    (value) => value,
    (error) => error,
  );

describe('the deadline of a Redis call', () => {
  it('ends with a DeadlineError, and tells the work that nobody waits any more', async () => {
    let leftMs = () => Number.NaN;
    const waiting = withDeadline(20, (left) => {
      leftMs = left;
      return never;
    });

    expect(leftMs()).to.equal(20);
    expect(await settled(waiting)).to.be.instanceOf(DeadlineError);
    expect(leftMs()).to.equal(0);
  });

  it('outlasts what this process itself holds up', async () => {
    const waiting = withDeadline(20, () => new Promise((answer) => setImmediate(() => setImmediate(answer, 'answer'))));
    for (const until = performance.now() + 60; performance.now() < until; );

    expect(await waiting).to.equal('answer');
  });

  it('passes a failure on, and hears no later one', async () => {
    const failure = new Error('refused');
    let fail: (error: Error) => void = () => {};

    expect(await settled(withDeadline(20, () => Promise.reject(failure)))).to.equal(failure);
    await settled(withDeadline(1, () => new Promise((_, reject) => (fail = reject))));
    fail(new Error('too late')); // an unhandled rejection would end the run
  });
});
