import { expect } from 'chai';
import { createFairQueue } from '../src/fair-queue.ts';

describe('the fair queue', () => {
  const drain = (queue: { shift(): string | undefined }) => {
    const items: string[] = [];
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) items.push(item);
    return items;
  };

  it('serves every caller that waits between two items of one caller, and each caller in its own order', () => {
    const queue = createFairQueue<string>(100);
    for (const item of ['a1', 'a2', 'a3', 'a4']) queue.push('ann', item);
    for (const item of ['b1', 'b2']) queue.push('bob', item);
    const first = queue.shift();
    queue.push('eve', 'e1');

    expect([first, ...drain(queue)]).to.deep.equal(['a1', 'b1', 'a2', 'e1', 'b2', 'a3', 'a4']);
    expect(queue.size()).to.equal(0);
  });

  it('takes the newest of the longest line for the place of another caller, and refuses the longest line itself', () => {
    const queue = createFairQueue<string>(4);
    for (const item of ['a1', 'a2', 'a3']) expect(queue.push('ann', item)).to.equal(null);
    expect(queue.push('bob', 'b1')).to.equal(null);

    expect(queue.push('ann', 'a4')).to.equal('a4');
    expect(queue.push('eve', 'e1')).to.equal('a3');
    expect(queue.push('bob', 'b2')).to.equal('b2');
    expect(queue.push('bob', 'b3')).to.equal('b3');

    expect(queue.size()).to.equal(4);
    expect(drain(queue)).to.deep.equal(['a1', 'b1', 'e1', 'a2']);
  });

  it('serves the caller with the least load, and of equals the one whose last turn is longest ago', () => {
    const queue = createFairQueue<string>(100);
    const load: Record<string, number> = { ann: 2, bob: 1, eve: 1 };
    for (const caller of ['ann', 'bob', 'eve']) for (const n of [1, 2]) queue.push(caller, `${caller}${n}`);

    const served = Array.from({ length: 6 }, () => queue.shift((caller) => load[caller] ?? 0));

    expect(served).to.deep.equal(['bob1', 'eve1', 'bob2', 'eve2', 'ann1', 'ann2']);
  });

  it('takes an item out, and makes room for another by it', () => {
    const queue = createFairQueue<string>(2);
    queue.push('ann', 'a1');
    queue.push('bob', 'b1');
    queue.remove('ann', 'a1');
    queue.remove('ann', 'a1');
    queue.remove('bob', 'of somebody else');

    expect(queue.size()).to.equal(1);
    expect(queue.push('eve', 'e1')).to.equal(null);
    expect(drain(queue)).to.deep.equal(['b1', 'e1']);
  });

  it('lets nobody with a single item give way to another', () => {
    const queue = createFairQueue<string>(2);
    queue.push('ann', 'a1');
    queue.push('bob', 'b1');

    expect(queue.push('eve', 'e1')).to.equal('e1');
    expect(drain(queue)).to.deep.equal(['a1', 'b1']);
  });
});
