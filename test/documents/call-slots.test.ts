import { expect } from 'chai';
import { createCallSlots } from '../../src/documents/call-slots.ts';

const LONG_MS = 60_000;

describe('slots with a share for each caller', () => {
  const slots = () => createCallSlots({ slots: 4, perCaller: 2, waitingMax: 3 });

  it('are left to others by a caller that has its share and never gives it back', async () => {
    const some = slots();
    const held = await Promise.all([1, 2].map(() => some.acquire('many', LONG_MS)));
    const waiting = some.acquire('many', LONG_MS);

    const others = await Promise.all([1, 2].map((n) => some.acquire(`other ${n}`, 0)));

    expect([...held, ...others]).to.not.include(null);
    held[0]?.[Symbol.dispose]();
    expect(await waiting).to.not.equal(null);
  });

  it('are refused to a caller with too many that wait, and after a while', async () => {
    const some = slots();
    const waiting = Array.from({ length: 6 }, () => some.acquire('many', 20));

    expect((await Promise.all(waiting)).filter((slot) => slot !== null)).to.have.length(2);
    expect(await some.acquire('other', 0)).to.not.equal(null);
  });

  it('all come back, those of calls that gave up included', async () => {
    const some = slots();
    const first = await Promise.all(['a', 'a', 'b', 'b'].map((caller) => some.acquire(caller, 0)));
    expect(await some.acquire('c', 5)).to.equal(null);

    for (const slot of first) slot?.[Symbol.dispose]();

    expect(await Promise.all(['c', 'c', 'd', 'd'].map((caller) => some.acquire(caller, 0)))).to.not.include(null);
  });
});
