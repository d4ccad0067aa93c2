import { expect } from 'chai';
import fc from 'fast-check';
import { parseDollarLimits, parseLimits } from '../../src/limits/notation.ts';
import { runToExit } from '../support/run-to-exit.ts';

const UNITS = { second: 1, minute: 60, hour: 3600, day: 86_400, month: 2_592_000, year: 31_104_000 };

describe('limit notation', () => {
  it("reads what Python's limits reads", () => {
    const read: Record<string, string> = {
      '20/minute': '20/60',
      '10 per hour': '10/3600',
      '10/2 hours': '10/7200',
      '10per2hours': '10/7200',
      ' 1 / 3 SECONDS ': '1/3',
      '100/day;10/hour,5/minute|1/second': '1/1 5/60 10/3600 100/86400',
      '7/month': '7/2592000',
      '7 Per Years': '7/31104000',
      '0/minute': '0/60',
      '007/minute': '7/60',
    };
    const spelt = (text: string) =>
      parseLimits(text)
        ?.map(({ limit, windowSeconds }) => `${limit}/${windowSeconds}`)
        .join(' ');

    expect(Object.keys(read).map(spelt)).to.deep.equal(Object.values(read));
  });

  it('keeps the smaller limit of the same window twice', () => {
    expect(parseLimits('20/minute;10/60 seconds;30/minute')).to.deep.equal([{ limit: 10, windowSeconds: 60 }]);
  });

  it('refuses everything else', () => {
    const amounts = ['', ' ', '20', '20/', '/minute', '-1/minute', '1.5/minute', '1e3/minute', '٣/minute', 'unlimited'];
    const shapes = ['20 minute', '20/minutess', '20/fortnight', '20//minute', '20 per per minute', '20/minute 5/hour'];
    const multiples = ['10/0 minute', '10/-1 minute', '10/1.5 minute', '10/101 years', `10/${'9'.repeat(20)} seconds`];
    const separators = ['20/minute;', ';20/minute', '20/minute||5/hour', '20/minute;;5/hour', ',', '20/minute\n;x'];
    const tooLarge = ['1000000000000000/minute'];

    for (const text of [amounts, shapes, multiples, separators, tooLarge].flat())
      expect(parseLimits(text), JSON.stringify(text)).to.equal(null);
  });

  it('reads back every limit however it is spelt, and never throws', () => {
    const spelling = fc.record({
      limit: fc.nat(),
      multiple: fc.integer({ min: 1, max: 1200 }),
      unit: fc.constantFrom(...(Object.keys(UNITS) as (keyof typeof UNITS)[])),
      per: fc.constantFrom('/', ' / ', ' per ', 'PER', ' Per'),
      plural: fc.constantFrom('', 's', 'S'),
    });

    fc.assert(
      fc.property(spelling, ({ limit, multiple, unit, per, plural }) => {
        const windowSeconds = multiple * UNITS[unit];
        fc.pre(windowSeconds <= 100 * UNITS.year);
        expect(parseLimits(`${limit}${per}${multiple} ${unit}${plural}`)).to.deep.equal([{ limit, windowSeconds }]);
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        const limits = parseLimits(text);
        expect(limits === null || limits.length > 0).to.equal(true);
      }),
    );
  });

  it('reads dollars to the nano-dollar, in the same grammar', () => {
    const read: Record<string, number | null> = {
      '2.50/day': 2_500_000_000,
      '0.1 per 2 hours': 100_000_000,
      '0.000000001/minute': 1,
      '4503599.627370497/day': 4_503_599_627_370_497,
      '0/day': 0,
      '3;2.5/day': null,
      '0.0000000001/day': null,
      '.5/day': null,
      '5./day': null,
      '9007199.254740992/day': null,
      '1e3/day': null,
      '-1/day': null,
      '$1/day': null,
      '1/0 day': null,
    };

    for (const [text, nano] of Object.entries(read))
      expect(parseDollarLimits(text)?.[0]?.limit ?? null, text).to.equal(nano);
    expect(parseDollarLimits('2.50/day;0.2/hour,0.1/60 minutes')).to.deep.equal([
      { limit: 100_000_000, windowSeconds: 3600 },
      { limit: 2_500_000_000, windowSeconds: 86_400 },
    ]);
  });

  it('stops the start over a limit that does not parse, naming the variable and the grammar', async () => {
    const { code, stderr } = await runToExit({ RATE_LIMIT_UPLOAD: '5/fortnight' });

    expect(code).to.equal(1);
    expect(stderr).to.contain('RATE_LIMIT_UPLOAD').and.to.contain('N per [M] unit').and.not.to.contain('fortnight');
  });
});
