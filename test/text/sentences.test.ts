import { expect } from 'chai';
import { array, assert, constantFrom, property, string } from 'fast-check';
import { sentences } from '../../src/text/sentences.ts';

const cut = (text: string) => sentences(text).map(({ start, end }) => text.slice(start, end));

describe('sentences', () => {
  it('hold everything but white space exactly once, in order, trimmed, whatever the text', () => {
    const pieces = constantFrom(
      'A b. ',
      'Mr. ',
      'U.S. ',
      '\n',
      '\r\n',
      '\n\n',
      '- x',
      '# H',
      '战争。',
      '😀',
      '\u00a0',
      '1. ',
      'é́',
      '?!',
    );
    const texts = [
      string({ unit: 'binary', maxLength: 300 }),
      array(pieces, { maxLength: 60 }).map((list) => list.join('')),
    ];
    for (const arbitrary of texts)
      assert(
        property(arbitrary, (text) => {
          let at = 0;
          for (const { start, end } of sentences(text)) {
            if (text.slice(at, start).trim() !== '' || text.slice(start, end).trim() !== text.slice(start, end))
              return false;
            if (end <= start) return false;
            at = end;
          }
          return text.slice(at).trim() === '';
        }),
        { numRuns: 500 },
      );
  });

  it('goes on over abbreviations, initials and titles, and stops where the next word starts anew', () => {
    expect(cut('Mr. J. R. Smith met Dr. Who at No. 10 in the U.S. Army. He left.')).to.deep.equal([
      'Mr. J. R. Smith met Dr. Who at No. 10 in the U.S. Army.',
      'He left.',
    ]);
    expect(cut('They moved to the U.S. The war went on.')).to.deep.equal([
      'They moved to the U.S.',
      'The war went on.',
    ]);
  });

  it('reads over the line breaks of a wrapped paragraph, with any line ends', () => {
    for (const eol of ['\n', '\r\n', '\r']) {
      const text = [
        'The war that was fought between the two',
        'kingdoms lasted for nine years. It ended',
        'in 1763 with the treaty.',
      ].join(eol);
      expect(cut(text)).to.deep.equal([text.slice(0, text.indexOf(' It ended')), text.slice(text.indexOf('It ended'))]);
    }
  });

  it('ends at headings, list items and rows, which carry no full stop', () => {
    expect(cut('# Costs\nRent is high.\n- bread\n- water\n\nname,age\nBob,33')).to.deep.equal([
      '# Costs',
      'Rent is high.',
      '- bread',
      '- water',
      'name,age',
      'Bob,33',
    ]);
  });

  it('takes list items one by one though their lines are as wide as those of a wrapped paragraph', () => {
    const items = [
      '1. flour of wheat, sifted twice or more',
      '2. water from the well, and some salt',
      'of the sea, as much as you like',
    ];

    expect(cut(items.join('\n'))).to.deep.equal([items[0], `${items[1]}\n${items[2]}`]);
  });

  it('knows the stops of Chinese, and Arabic from right to left', () => {
    expect(cut('战争始于1754年。它结束于1763年。')).to.have.length(2);
    expect(cut('متى بدأت الحرب؟ بدأت عام 1754.')).to.have.length(2);
  });
});
