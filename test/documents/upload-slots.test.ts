import { expect } from 'chai';
import { createUploadSlots } from '../../src/documents/upload-slots.ts';
import { AppError } from '../../src/errors.ts';

/** Takes `count` slots, one after the other. */
async function taken(take: ReturnType<typeof createUploadSlots>, key: string, count: number): Promise<Disposable[]> {
  const slots: Disposable[] = [];
  while (slots.length < count) slots.push(await take(key));
  return slots;
}

async function refusalOf(slot: Promise<Disposable>): Promise<AppError | null> {
  return slot.then(
    () => null,
    (error) => error as AppError,
  );
}

describe('the upload slots', () => {
  it('are four a caller, the next one refused as 429 when its wait is over', async () => {
    const take = createUploadSlots({ waitMs: 5 });
    await taken(take, 'ip:a', 4);

    const refusal = await refusalOf(take('ip:a'));

    expect(refusal).to.be.instanceOf(AppError);
    expect([refusal?.code, refusal?.retryAfterSeconds]).to.deep.equal(['rate_limited', 1]);
    expect(refusal?.extra).to.deep.equal({ policy: 'uploads', retry_after: 1 });
    await taken(take, 'ip:b', 4);
  });

  it('go to those who wait, in the order in which they came, and to nobody who has gone', async () => {
    const take = createUploadSlots({ perCaller: 1, waitMs: 5000 });
    const impatient = createUploadSlots({ perCaller: 1, waitMs: 5 });
    const [held] = await taken(take, 'ip:a', 1);
    const [other] = await taken(impatient, 'ip:a', 1);
    const order: string[] = [];
    const [first, second] = ['first', 'second'].map(async (name) => {
      const slot = await take('ip:a');
      order.push(name);
      return slot;
    });

    held?.[Symbol.dispose]();
    (await first)?.[Symbol.dispose]();
    await second;
    expect(await refusalOf(impatient('ip:a'))).not.to.equal(null);
    other?.[Symbol.dispose]();

    expect(order).to.deep.equal(['first', 'second']);
    expect(await refusalOf(impatient('ip:a'))).to.equal(null);
  });

  it('let at most 64 of one caller wait, and 20 at once all get their turn', async () => {
    const take = createUploadSlots({ waitMs: 1000 });
    const quick = Array.from({ length: 20 }, async () => (await take('ip:b'))[Symbol.dispose]());
    await taken(take, 'ip:a', 4);
    const waiting = Array.from({ length: 64 }, () => refusalOf(take('ip:a')));

    const ends: string[] = [];
    for (const one of waiting) one.then(() => ends.push('one that waited'));
    const refusal = await refusalOf(take('ip:a')).finally(() => ends.push('the next one'));
    await Promise.all(quick);

    expect(refusal?.code).to.equal('rate_limited');
    expect(ends[0]).to.equal('the next one');
    expect((await Promise.all(waiting)).every((one) => one?.code === 'rate_limited')).to.equal(true);
  });

  it('are bounded for all callers together, and free again once given back', async () => {
    const take = createUploadSlots({ perCaller: 2, total: 3, waitMs: 5 });
    const [one] = await taken(take, 'ip:a', 2);
    await taken(take, 'ip:b', 1);

    const refusal = await refusalOf(take('ip:c'));
    one?.[Symbol.dispose]();

    expect([refusal?.code, refusal?.retryAfterSeconds]).to.deep.equal(['overloaded', 2]);
    expect(await refusalOf(take('ip:c'))).to.equal(null);
  });
});
