import { expect } from 'chai';
import { createOutageLog } from '../../src/limits/outage-log.ts';

function setUp(reasonsMax?: number) {
  const lines: string[] = [];
  const log = {
    warn: ({ reason }: { reason: string }, what: string) => void lines.push(`${what.split(':')[0]}: ${reason}`),
    info: (what: string) => void lines.push(what.split(':')[0] as string),
  };
  return { lines, outage: createOutageLog(log as never, reasonsMax) };
}

describe('the log of an outage', () => {
  it('tells each reason once, by the first word that Redis said, and begins anew once Redis is back', () => {
    const { lines, outage } = setUp();
    const lost = new Error('Redis is not connected', {
      cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }),
    });
    for (const cause of [lost, lost, new Error('NOAUTH HELLO must be called with …'), lost, 'odd']) outage.away(cause);
    outage.back();
    outage.away(new TypeError('of ours'));

    expect(lines).to.deep.equal([
      'redis is away: ECONNREFUSED',
      'redis is still away: NOAUTH',
      'redis is still away: unknown',
      'redis is back',
      'redis is away: TypeError',
    ]);
  });

  it('tells so many reasons and no more', () => {
    const { lines, outage } = setUp(2);
    for (const word of ['READONLY', 'OOM', 'LOADING']) outage.away(new Error(`${word} said so`));

    expect(lines).to.deep.equal(['redis is away: READONLY', 'redis is still away: OOM']);
  });
});
