import { expect } from 'chai';
import { createTurnSlots } from '../../src/documents/turn-slots.ts';

const LONG_MS = 60_000;

describe('slots that callers take in turn', () => {
  it('go to a caller that asks once before the rest of one that asked for many', async () => {
    const slots = createTurnSlots({ slots: 1, waitingMax: 100 });
    const order: string[] = [];
    const take = async (caller: string) => {
      using _ = await slots.acquire(caller, LONG_MS);
      order.push(caller);
    };

    await Promise.all([...Array.from({ length: 20 }, () => take('many')), take('one')]);

    expect(order).to.have.length(21);
    expect(order.indexOf('one')).to.be.at.most(2);
  });

  it('are never more than there are, and all come back', async () => {
    const slots = createTurnSlots({ slots: 3, waitingMax: 100 });
    let running = 0;
    let most = 0;
    const take = async (n: number) => {
      using _ = await slots.acquire(`caller ${n}`, LONG_MS);
      most = Math.max(most, ++running);
      await new Promise(setImmediate);
      running--;
    };

    await Promise.all(Array.from({ length: 50 }, (_, n) => take(n)));
    const again = await Promise.all([1, 2, 3].map((n) => slots.acquire(`again ${n}`, 0)));

    expect([most, running]).to.deep.equal([3, 0]);
    expect(again).to.not.include(null);
  });

  it('are refused when too many wait, and after a while', async () => {
    const slots = createTurnSlots({ slots: 1, waitingMax: 1 });
    const held = await slots.acquire('first', LONG_MS);
    const late = slots.acquire('same', 10);

    expect(await slots.acquire('same', LONG_MS)).to.equal(null);
    expect(await late).to.equal(null);
    const next = slots.acquire('next', LONG_MS);
    held?.[Symbol.dispose]();
    held?.[Symbol.dispose]();
    expect(await next).to.not.equal(null);
    expect(await slots.acquire('other', 1)).to.equal(null); // given back twice, it is one
  });
});
