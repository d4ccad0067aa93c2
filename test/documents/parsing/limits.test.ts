import { expect } from 'chai';
import { checkZip } from '../../../src/documents/parsing/zip-check.ts';
import { docxOf, paragraph } from '../../support/docx-file.ts';
import { failure } from '../../support/failure.ts';
import { PARSE_LIMITS, testParser } from '../../support/parsing.ts';
import { HELVETICA, pdfOf, pdfStream, textPdf } from '../../support/pdf-file.ts';
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

describe('the ratio of text to file', () => {
  const strict = testParser({ limits: { maxRatio: 1 } });
  const twice = testParser({ limits: { maxRatio: 2 } });
  const lax = testParser({ limits: { maxRatio: 100_000 } });
  after(() => Promise.all([strict, twice, lax].map((parser) => parser.close())));

  it('holds for every format that can unfold, beyond the first 10,000 characters', async () => {
    for (const [type, make] of [
      ['docx', (chars: number) => docxOf(paragraph('i'.repeat(chars)))],
      ['pdf', deflatedPdf],
      ['html', (chars: number) => `<ol>${'<li>i'.repeat(chars / 10)}</ol>`],
    ] as const) {
      expect(await codeOf(strict.parse(type, make(9000))), type).to.equal('passed');
      expect(await codeOf(strict.parse(type, make(100_000))), type).to.equal(LIMIT);
      expect(await codeOf(lax.parse(type, make(100_000))), type).to.equal('passed');
    }
  });

  it('leaves the names of columns out where they would pass it', async () => {
    const table = `quantity,price in francs\n${'one,two\n'.repeat(5000)}`;

    expect((await lax.parse('csv', table)).text).to.contain('quantity: one; price in francs: two');
    expect((await twice.parse('csv', table)).text).to.match(/^quantity; price in francs\none; two\n/);
  });
});

/** Pages that all draw the same 50 lines of 50 letters. */
function deflatedPdf(chars: number): Buffer {
  const pages = Array.from({ length: Math.floor(chars / 2500) }, (_, at) => at + 5);
  return pdfOf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((page) => `${page} 0 R`).join(' ')}] >>`,
    pdfStream(`BT /F1 10 Tf 12 TL 72 720 Td ${`(${'i'.repeat(50)}) Tj T* `.repeat(50)} ET`),
    HELVETICA,
    ...pages.map(
      () =>
        '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 3 0 R /Resources << /Font << /F1 4 0 R >> >> >>',
    ),
  ]);
}
