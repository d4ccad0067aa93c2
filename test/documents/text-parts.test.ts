import { expect } from 'chai';
import fc from 'fast-check';
import { wellFormed } from '../../src/documents/ingestion/well-formed.ts';
import { PART_UNITS, sliceOfParts, textParts } from '../../src/documents/text-parts.ts';

const units = ['a', '\r\n', '中文', '😀', '👩‍👩‍👧', 'é', 'e\u0301', '\ud83d', '\ude00', '\0', ' '];
/** Texts whose parts end at every kind of place. */
const longText = fc
  .tuple(fc.array(fc.constantFrom(...units), { minLength: 1, maxLength: 9 }), fc.nat(40))
  .map(([some, shift]) => 'x'.repeat(shift) + some.join('').repeat(Math.ceil(20_000 / some.join('').length)));

describe('text in parts', () => {
  it('gives back every slice exactly, by UTF-16 units, and never splits a pair', () => {
    fc.assert(
      fc.property(longText, fc.nat(21_000), fc.nat(9000), (given, start, length) => {
        const { text } = wellFormed({ text: given, pageStarts: [] });
        const parts = [...textParts(text)];
        const to = Math.min(start + length, text.length);
        const from = Math.min(start, to);

        expect(sliceOfParts(parts, from, to)).to.equal(text.slice(from, to));
        expect(parts.every((part) => part.text.isWellFormed() && part.text.length <= PART_UNITS + 1)).to.equal(true);
        expect(parts.map((part) => part.text).join('')).to.equal(text);
      }),
      { numRuns: 60 },
    );
  });

  it('makes text storable without moving any offset', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...units) }), (given) => {
        const { text } = wellFormed({ text: given, pageStarts: [] });

        expect(text).to.have.length(given.length);
        expect(text.isWellFormed()).to.equal(true);
        expect(text).to.not.contain('\0');
      }),
    );
  });
});
