import { expect } from 'chai';
import { array, assert, constantFrom, integer, property, string, tuple } from 'fast-check';
import { chunk } from '../../../src/documents/ingestion/chunk.ts';

const MAX_CHARS = 1000;
const pieces = constantFrom(
  'A sentence of some words. ',
  'x'.repeat(700),
  '中文的句子没有空格。',
  '😀👨‍👩‍👧',
  'e\u0301',
  '\r\n',
  '\n\n',
  '   ',
  'Mr. X said so! ',
);
const texts = array(pieces, { maxLength: 120 }).map((list) => list.join(''));

describe('chunk', () => {
  it('cuts exact slices within the limit that together hold all but white space, whatever the text', () => {
    for (const arbitrary of [texts, string({ unit: 'binary', maxLength: 3000 })])
      assert(
        property(arbitrary, (text) => {
          let covered = 0;
          for (const [at, { position, start, end, text: slice }] of chunk({ text, pageStarts: [] }).entries()) {
            if (position !== at || slice !== text.slice(start, end) || slice === '' || end - start > MAX_CHARS)
              return false;
            if (start > covered && text.slice(covered, start).trim() !== '') return false;
            if (end <= covered) return false;
            covered = end;
          }
          return text.slice(covered).trim() === '';
        }),
        { numRuns: 200 },
      );
  });

  it('says the page of all that a chunk holds', () => {
    assert(
      property(texts, array(tuple(integer({ min: 0, max: 5000 })), { maxLength: 5 }), (text, cuts) => {
        const pageStarts = [0, ...cuts.map(([cut]) => Math.min(cut, text.length)).sort((a, b) => a - b)];
        return chunk({ text, pageStarts }).every(({ start, end, page }) => {
          const [from, to] = [pageStarts[page! - 1]!, pageStarts[page!] ?? text.length];
          return from <= start && end <= to;
        });
      }),
      { numRuns: 200 },
    );
  });

  it('begins with the last whole sentences of the chunk before, up to 150 characters', () => {
    const sentence = (at: number) => `Sentence number ${at} has a few words in it.`;
    const text = Array.from({ length: 60 }, (_, at) => sentence(at)).join(' ');
    const [first, second] = chunk({ text, pageStarts: [] });

    const shared = text.slice(second!.start, first!.end);
    expect(shared.length).to.be.within(1, 150);
    expect(shared).to.match(/^Sentence.*it\.$/);
    expect(first!.text).to.match(/it\.$/);
  });

  it('turns at a paragraph once half full', () => {
    const paragraph = `${'Some words in a long sentence, '.repeat(6)}.\n`.repeat(3).trim();
    const text = [paragraph, paragraph, paragraph].join('\n\n');

    expect(chunk({ text, pageStarts: [] }).map(({ text }) => text)).to.deep.equal([paragraph, paragraph, paragraph]);
  });

  for (const [name, text] of Object.entries({
    'one letter': 'a'.repeat(5_000_000),
    'emoji of two and eight units': `x${'😀👨‍👩‍👧'.repeat(400_000)}`,
    'marks upon marks': `a${'\u0301'.repeat(1_000_000)}`,
    'lines of one letter': 'a\n'.repeat(1_000_000),
    'nothing but lines': '\r\n'.repeat(1_000_000),
    initials: 'A. '.repeat(500_000),
  })) {
    it(`cuts a text of ${name} between whole characters`, () => {
      const chunks = chunk({ text, pageStarts: [] });

      expect(chunks.every(({ start, end }) => end - start <= MAX_CHARS)).to.equal(true);
      const halves = chunks.filter(({ text }) => /^[\udc00-\udfff\u200d]|[\ud800-\udbff\u200d]$/.test(text));
      expect(halves).to.deep.equal([]);
    });
  }
});
