import { expect } from 'chai';
import fc from 'fast-check';
import { createBm25 } from '../../../src/documents/index/bm25.ts';
import { documentPostings, segmentOf, withoutDocument } from '../../../src/documents/index/postings.ts';
import { PostingsReader } from '../../../src/documents/index/postings-reader.ts';

const chunkTerms = fc.array(fc.constantFrom<string[]>('apple', 'pear', 'plum', 'fig'), { maxLength: 400 });
/** Some documents, each a list of chunks, each a list of terms. */
const library = fc.array(fc.array(chunkTerms, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 8 });

describe('postings', () => {
  it('reads back what was written, document by document', () => {
    fc.assert(
      fc.property(library, fc.integer({ min: 0, max: 2 ** 30 }), (documents, firstKey) => {
        const row = rowOf(documents, 'pear', firstKey);

        expect(read(row)).to.deep.equal(
          documents.flatMap((chunks, at) =>
            chunks.flatMap((terms, position) => {
              const frequency = terms.filter((term) => term === 'pear').length;
              return frequency === 0 ? [] : [{ document: firstKey + at, position, frequency, length: terms.length }];
            }),
          ),
        );
      }),
    );
  });

  it('takes one document out and leaves the others as they were', () => {
    fc.assert(
      fc.property(library, fc.nat(7), (documents, gone) => {
        const row = rowOf(documents, 'pear', 1);

        const rest = withoutDocument(row, 1 + gone) ?? new Uint8Array();

        expect(read(rest)).to.deep.equal(read(row).filter(({ document }) => document !== 1 + gone));
      }),
    );
  });

  it('ranks as the formula of BM25 says, over the documents of the scope only', () => {
    fc.assert(
      fc.property(library, fc.nat(7), (documents, left) => {
        const inScope = (document: number) => document !== 1 + left;
        const places = documents.flatMap((chunks, at) =>
          inScope(1 + at) ? chunks.map((terms, position) => ({ document: 1 + at, position, terms })) : [],
        );
        const averageTerms = places.reduce((sum, { terms }) => sum + terms.length, 0) / (places.length || 1);
        const query = ['pear', 'fig', 'quince'];
        const scoreOf = (terms: readonly string[]) =>
          query.reduce((sum, term) => {
            const n = places.filter((place) => place.terms.includes(term)).length;
            const idf = Math.log(1 + (places.length - n + 0.5) / (n + 0.5));
            const f = terms.filter((each) => each === term).length;
            return sum + (f && (idf * f * 2.2) / (f + 1.2 * (0.25 + (0.75 * terms.length) / averageTerms)));
          }, 0);

        const bm25 = createBm25({ chunks: places.length, averageTerms, includes: inScope });
        const frequencies = query.map((term) => bm25.add([rowOf(documents, term, 1)]));
        const best = bm25.best(5).map((place) => scoreOf(documents[place.document - 1]![place.position]!).toFixed(9));

        const scores = places.map(({ terms }) => scoreOf(terms)).filter((score) => score > 0);
        const expected = scores.sort((a, b) => b - a).slice(0, 5);
        expect(best).to.deep.equal(expected.map((score) => score.toFixed(9)));
        expect(frequencies[0]).to.equal(places.filter(({ terms }) => terms.includes('pear')).length);
        expect(frequencies[2]).to.equal(0);
      }),
    );
  });
});

function rowOf(documents: readonly (readonly string[][])[], term: string, firstKey: number): Uint8Array {
  const segments = documents.flatMap((chunks, at) => {
    const postings = documentPostings(chunks.map((terms) => terms.join(' '))).get(term);
    return postings ? [...segmentOf(firstKey + at, postings)] : [];
  });
  return Uint8Array.from(segments);
}

function read(row: Uint8Array) {
  const reader = new PostingsReader(row);
  const found = [];
  while (reader.nextDocument()) {
    const { document } = reader;
    for (let left = reader.chunks; left > 0; left--) {
      expect(reader.nextChunk()).to.equal(true);
      const { position, frequency, length } = reader;
      found.push({ document, position, frequency, length });
    }
    expect(reader.nextChunk()).to.equal(false);
  }
  return found;
}
