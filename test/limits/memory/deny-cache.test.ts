import { expect } from 'chai';
import type { Decision } from '../../../src/limits/limiter.ts';
import { createDenyCache } from '../../../src/limits/memory/deny-cache.ts';

const denied = (retryMs: number | null, ...resetsMs: number[]): Decision & { outcome: 'denied' } => ({
  outcome: 'denied',
  retryMs,
  store: 'redis',
  epochMs: 1_000_000,
  standings: resetsMs.map((resetMs) => ({ limit: 1, windowSeconds: 60, remaining: 0, resetMs })),
});

describe('deny cache', () => {
  const clock = { ms: 0 };
  const cache = () => createDenyCache({ maxKeys: 2, nowMs: () => clock.ms });

  it('ends when the unit can have returned, and tells the wait of whoever hears the answer last', () => {
    const denials = cache();
    denials.set('a', denied(1000, 1000), 0, 40); // asked at 0, answered at 40: the unit returns from 1000 to 1040 on

    clock.ms = 540;
    expect(denials.get('a')).to.deep.equal({
      ...denied(500, 500),
      epochMs: 1_000_500,
      store: 'deny_cache',
    });
    clock.ms = 999;
    expect(denials.get('a')?.retryMs).to.equal(41);
    clock.ms = 1000;
    expect(denials.get('a')).to.equal(undefined);
  });

  it('ends with the first unit of any limit that returns, so that what it tells of the others stays true', () => {
    clock.ms = 0;
    const denials = cache();
    denials.set('a', denied(5000, 300, 5000), 0, 0);

    clock.ms = 299;
    expect(denials.get('a')?.standings.map(({ resetMs }) => resetMs)).to.deep.equal([1, 4701]);
    clock.ms = 300;
    expect(denials.get('a')).to.equal(undefined);
  });

  it('remembers nothing that no wait helps, and only the callers seen last', () => {
    clock.ms = 0;
    const denials = cache();
    denials.set('never', denied(null, 1000), 0, 0);
    for (const key of ['a', 'b', 'c']) denials.set(key, denied(1000, 1000), 0, 0);

    expect(['never', 'a', 'b', 'c'].map((key) => denials.get(key)?.outcome)).to.deep.equal([
      undefined,
      undefined,
      'denied',
      'denied',
    ]);
  });
});
