import { expect } from 'chai';
import fc from 'fast-check';
import { createCitationFilter } from '../../../src/answering/say/citation-filter.ts';

/** What is shown of a text that comes in these pieces. */
function filtered(count: number, pieces: readonly string[], passage = '') {
  const filter = createCitationFilter(Array.from({ length: count }, () => ({ text: passage })));
  const shown = [...pieces.map((piece) => filter.push(piece)), filter.end()];
  return { shown, text: shown.join('') };
}

describe('citation filter', () => {
  it('lets citations of given passages through and removes every other with the space before it', () => {
    const { text } = filtered(3, ['Rome fell [1]. Later, Ravenna too [99][3]. Nobody says why [0] [42].']);

    expect(text).to.equal('Rome fell [1]. Later, Ravenna too [3]. Nobody says why.');
  });

  it('reads lists, ranges and other brackets, and writes plain ones', () => {
    expect(filtered(4, ['a [1, 3]']).text).to.equal('a [1][3]');
    expect(filtered(4, ['a [2–9]']).text).to.equal('a [2][3][4]');
    expect(filtered(4, ['a【2】']).text).to.equal('a [2]');
  });

  for (const mark of [
    '[1]',
    '[ 1 ]',
    '［1］',
    '[^1]',
    '[Passage 1]',
    '[passage 1]',
    '[Source 1]',
    '[doc 1]',
    '【1】',
    '【1†source】',
    '【1:0†war.txt】',
  ])
    it(`reads ${mark}, cut anywhere, as [1]`, () => {
      expect(filtered(2, [`It began in 1754 ${mark}.`]).text).to.equal('It began in 1754 [1].');
      expect(filtered(2, [...`It began in 1754 ${mark}.`]).text).to.equal('It began in 1754 [1].');
    });

  for (const mark of [
    '[1 and 2]',
    '[1, 2]',
    '[1;2]',
    '[1-2]',
    '[1–2]',
    '[1][2]',
    '[Passage 1, Passage 2]',
    '[1 und 2]',
    '［1、2］',
  ])
    it(`reads ${mark} as both`, () => {
      expect(filtered(2, [`So it is ${mark}.`]).text).to.equal('So it is [1][2].');
    });

  it('leaves code and intervals as the model wrote them', () => {
    const code = 'for (;;) x = arr[0] + arr[1];';

    expect(filtered(2, ['x = arr[0] + arr[1] [1].'], code).text).to.equal('x = arr[0] + arr[1] [1].');
    expect(filtered(2, [...'x = arr[0] + arr[1] [1].'], code).text).to.equal('x = arr[0] + arr[1] [1].');
    expect(filtered(2, ['It lies in [0, 1] [2].']).text).to.equal('It lies in [0, 1] [2].');
    expect(filtered(2, ['It lies in [1, 2] [2].'], 'the interval [1, 2]').text).to.equal('It lies in [1, 2] [2].');
  });

  it('reads a mark right behind a word, and gives it its space', () => {
    expect(filtered(2, ['It began in 1754[1]. It ended then[2].']).text).to.equal(
      'It began in 1754 [1]. It ended then [2].',
    );
    expect(filtered(2, ['战争始于1754年[1]。']).text).to.equal('战争始于1754年[1]。');
  });

  it('leaves brackets alone that hold no numbers', () => {
    expect(filtered(2, ['He [the king] said [sic] so [1].']).text).to.equal('He [the king] said [sic] so [1].');
  });

  it('never shows the beginning of a mark before it is verified, and drops one that is broken off', () => {
    const { shown, text } = filtered(2, ['so ', '[', '9', '9', ']', ' and ', '[1', ']', ' end [2']);

    expect(shown.join('|')).not.to.match(/\[9|\[\|/);
    expect(text).to.equal('so and [1] end');
  });

  it('leaves no mark where removing one brings brackets together', () => {
    expect(filtered(2, ['so [4', '[99]', '] [4[99], 2]']).text).not.to.match(/\[\d/);
    expect(filtered(2, ['so [1', '[99]', ']']).text).not.to.match(/\[1\]/);
  });

  it('shows the same, whatever pieces the text comes in', () => {
    const text = fc
      .array(
        fc.oneof(
          fc.constantFrom(' [1]', '[2]', '[99]', '[1, 77]', ' ', '\n', '[', ']', '12', '4444', ','),
          fc.string(),
        ),
        {
          maxLength: 30,
        },
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.array(fc.nat(200), { maxLength: 20 }), (whole, cuts) => {
        const at = [0, ...cuts.map((cut) => Math.min(cut, whole.length)).sort((a, b) => a - b), whole.length];
        const pieces = at.slice(1).map((end, i) => whole.slice(at[i], end));

        const apart = filtered(2, pieces);

        expect(apart.text).to.equal(filtered(2, [whole]).text);
        expect(filtered(2, [...whole]).text).to.equal(apart.text);
        const prose = apart.text.replaceAll(/(?<=[\p{L}\p{N}_$)\]])\[0\]/gu, ''); // an index, as in rows[0]
        for (const [, n] of prose.matchAll(/\[(\d+)\]/g)) expect(['1', '2']).to.include(n);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes no longer than the text is long, whatever it is made of', () => {
    for (const piece of [' ', '[', '[1', '1,', '[1,1'])
      expect(filtered(2, [piece.repeat(100_000)]).text.length).to.be.at.most(400_000);
  });
});
