import { expect } from 'chai';
import { createPaceMeter } from '../../src/http/wire/pace.ts';

const PACE = { graceMs: 5000, windowMs: 15_000, minBytes: 120_000 };

/** In which second a body of so many bytes a second is found too slow, within two minutes; null: it is not. */
function tooSlowAfter(bytesIn: (second: number) => number, pace = PACE): number | null {
  const isTooSlow = createPaceMeter(pace);
  for (let second = 1; second <= 120; second++) if (isTooSlow(1000, bytesIn(second))) return second;
  return null;
}

describe('the pace of a body', () => {
  it('is asked for over each window after the grace', () => {
    expect(tooSlowAfter(() => 8000)).to.equal(null);
    expect(tooSlowAfter(() => 7999)).to.equal(20);
    expect(tooSlowAfter(() => 0)).to.equal(20);
  });

  it('does not count what came during the grace', () => {
    expect(tooSlowAfter((second) => (second <= 5 ? 1_000_000 : 0))).to.equal(20);
  });

  it('may pause for less than the window holds, and no longer', () => {
    expect(tooSlowAfter((second) => (second % 15 === 0 ? 120_000 : 0))).to.equal(null);
    expect(tooSlowAfter((second) => (second <= 30 ? 8000 : 0))).to.equal(31);
    expect(tooSlowAfter((second) => (second <= 30 ? 16_000 : 0))).to.equal(38);
  });

  it('is judged by time, not by how often one looks', () => {
    const isTooSlow = createPaceMeter({ graceMs: 0, windowMs: 1000, minBytes: 100 });

    const looks = Array.from({ length: 12 }, () => isTooSlow(100, 9));

    expect(looks.indexOf(true)).to.equal(9);
    expect(createPaceMeter({ graceMs: 0, windowMs: 1000, minBytes: 100 })(5000, 99)).to.equal(true);
  });
});
