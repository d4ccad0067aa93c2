import { expect } from 'chai';
import { checkZip } from '../../../src/documents/parsing/zip-check.ts';
import { docxOf, paragraph } from '../../support/docx-file.ts';
import { failure } from '../../support/failure.ts';
import { PARSE_LIMITS, testParser } from '../../support/parsing.ts';
import { textPdf } from '../../support/pdf-file.ts';
import { deflatedRepeats, zipOf } from '../../support/zip-file.ts';

const LIMIT = 'parse_limit_exceeded';
const codeOf = async (promise: Promise<unknown>) =>
  promise.then(
    () => 'passed',
    (error) => error.code,
  );

describe('the limits of a zip', () => {
  const parts = (count: number) =>
    zipOf(Array.from({ length: count }, (_, at) => ({ name: `${at}.xml`, content: 'x' })));
  const unpacksTo = (bytes: number) => zipOf([{ name: 'a.xml', content: Buffer.alloc(bytes, 'ab') }]);
  const check = (zip: Buffer, limits = {}) => codeOf(checkZip(zip, { ...PARSE_LIMITS, ...limits }));

  it('let so many parts pass, and not one more', async () => {
    expect(await check(parts(5), { zipMaxEntries: 5 })).to.equal('passed');
    expect(await check(parts(6), { zipMaxEntries: 5 })).to.equal(LIMIT);
  });

  it('let so many bytes pass, all parts together, and not one more', async () => {
    const limits = { zipMaxBytes: 10, zipMaxRatio: 1000 };

    expect(await check(parts(10), limits)).to.equal('passed');
    expect(await check(parts(11), limits)).to.equal(LIMIT);
  });

  it('let it unpack to so many times its size', async () => {
    const zip = unpacksTo(1_000_000);
    const ratio = 1_000_000 / zip.length;

    expect(await check(zip, { zipMaxRatio: Math.ceil(ratio) })).to.equal('passed');
    expect(await check(zip, { zipMaxRatio: Math.floor(ratio) })).to.equal(LIMIT);
  });

  it('believe no part that unpacks to more or less than it says', async () => {
    const content = deflatedRepeats(Buffer.alloc(1000, 'a'), 10);

    for (const declaredBytes of [9_999, 10_001])
      expect(await failure(checkZip(zipOf([{ name: 'a.xml', content, declaredBytes }]), PARSE_LIMITS))).to.be.an(
        'error',
      );
    expect(await check(zipOf([{ name: 'a.xml', content, declaredBytes: 10_000 }]))).to.equal('passed');
  });
});

describe('the limits of a document', () => {
  const parser = testParser({ limits: { maxPages: 3, maxChars: 100 } });
  after(() => parser.close());

  it('let so many pages pass, and not one more', async () => {
    const pages = (count: number) => textPdf(Array.from({ length: count }, () => ['A page.']));

    expect(await codeOf(parser.parse('pdf', pages(3)))).to.equal('passed');
    expect(await codeOf(parser.parse('pdf', pages(4)))).to.equal(LIMIT);
  });

  it('let so many characters pass, of any format, and not one more', async () => {
    const letters = (count: number) => 'i'.repeat(count);

    for (const [type, make] of [
      ['txt', letters],
      ['csv', letters],
      ['html', (count: number) => `<p>${letters(count)}</p>`],
      ['docx', (count: number) => docxOf(paragraph(letters(count)))],
      ['pdf', (count: number) => textPdf([[letters(count)]])],
    ] as const) {
      expect(await codeOf(parser.parse(type, make(100))), type).to.equal('passed');
      expect(await codeOf(parser.parse(type, make(101))), type).to.equal(LIMIT);
    }
  });
});
