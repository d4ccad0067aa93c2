import { expect } from 'chai';
import { looksLikeText } from '../../../src/documents/looks-like-text.ts';
import { docxOf, paragraph } from '../../support/docx-file.ts';
import { testParser } from '../../support/parsing.ts';
import { pdfOf, pdfStream, textPdf } from '../../support/pdf-file.ts';

describe('parsing', () => {
  const parser = testParser();
  after(() => parser.close());

  it('keeps plain text and Markdown as they are, line ends and emoji included', async () => {
    const text = '# Title\r\n\r\nÜber 😀 and 中文.\r\n';

    expect(await parser.parse('txt', text)).to.deep.equal({ text, pageStarts: [] });
    expect(await parser.parse('md', text)).to.deep.equal({ text, pageStarts: [] });
  });

  it('reads UTF-8 and UTF-16 with a mark, and old files without one', async () => {
    const wide = Buffer.from('\ufeffFaçade – 中文', 'utf16le');
    const old = Buffer.from('Fa\xe7ade \x96 Stra\xdfe', 'latin1');
    const files = [Buffer.from('\ufeffFaçade – 中文'), wide, Buffer.from(wide).swap16(), old];

    const texts = await inTurn(files, async (bytes) => (await parser.parse('txt', bytes)).text);

    expect(texts).to.deep.equal(['Façade – 中文', 'Façade – 中文', 'Façade – 中文', 'Façade – Straße']);
  });

  it('keeps a UTF-8 file UTF-8 when one byte of it is broken', async () => {
    const bytes = Buffer.concat([Buffer.from('中文中文中文中文中文 and '), Buffer.from([0xff]), Buffer.from(' more')]);

    expect((await parser.parse('txt', bytes)).text).to.equal('中文中文中文中文中文 and \ufffd more');
  });

  const DOG = 'Office dog: ';
  for (const [charset, hex, said] of [
    ['Shift_JIS', '8ed093e082cc8ca282cc96bc914f82cd837283588350836283678142', '社内の犬の名前はビスケット。'],
    [
      'GBK',
      'b0ecb9abcad2b9b7bdd0b1fdb8c9a3accbfcc3bfccecd4dad7c0cfc2cbafbef5a1a3',
      '办公室狗叫饼干，它每天在桌下睡觉。',
    ],
    [
      'KOI8-R',
      'f3cfc2c1cbc120cfc6c9d3c120dacfd7c5d4d3d120e2c9d3cbd7c9d42c20c920cfcec120d3d0c9d420d0cfc420d3d4cfcccfcd2e',
      'Собака офиса зовется Бисквит, и она спит под столом.',
    ],
    [
      'windows-1251',
      'd1eee1e0eae020eef4e8f1e020e7eee2e5f2f1ff20c1e8f1eae2e8f22c20e820eeede020f1efe8f220efeee420f1f2eeebeeec2e',
      'Собака офиса зовется Бисквит, и она спит под столом.',
    ],
  ] as const)
    it(`reads ${charset} without being told`, async () => {
      const bytes = Buffer.from(hex, 'hex');

      expect((await parser.parse('txt', bytes)).text).to.equal(said);
      expect(looksLikeText(bytes)).to.equal(true);
      expect((await parser.parse('txt', Buffer.concat([Buffer.from(DOG.repeat(20)), bytes]))).text).to.equal(
        DOG.repeat(20) + said,
      );
    });

  it('reads UTF-16 without a mark, whichever byte comes first, and takes no other zeros for text', async () => {
    for (const said of ['The dog is called Biscuit.', '办公室的狗叫 Biscuit，一天睡一次。', 'Собака: Бисквит.']) {
      const little = Buffer.from(said, 'utf16le');
      const files = [little, Buffer.from(little).swap16()];

      expect(await inTurn(files, async (bytes) => (await parser.parse('txt', bytes)).text)).to.deep.equal([said, said]);
      expect(files.map((bytes) => looksLikeText(bytes))).to.deep.equal([true, true]);
    }
    const numbers = Buffer.from(Uint32Array.from({ length: 500 }, (_, at) => at * 7919).buffer);
    expect(looksLikeText(numbers)).to.equal(false);
  });

  it('makes a line of each record of JSON, and of each value under its names', async () => {
    const staff = [
      { name: 'Ana', age: 30, tags: ['a', 'b'], home: { city: 'Bonn' }, jobs: [{ at: 'X' }] },
      { name: 'Bo', age: null },
    ];

    const { text } = await parser.parse('json', JSON.stringify({ company: 'ACME', office: { dog: 'Biscuit' }, staff }));

    expect(text.split('\n')).to.deep.equal([
      'company: ACME',
      'office.dog: Biscuit',
      'name: Ana; age: 30; tags: a, b; home.city: Bonn',
      'at: X',
      'name: Bo',
    ]);
    expect((await parser.parse('json', '{"a": 1}\n{"a": 2}\n')).text).to.equal('{"a": 1}\n{"a": 2}\n');
  });

  it('makes a line of each row of a TSV', async () => {
    expect((await parser.parse('tsv', 'name\tsaid, twice\nAna\tyes, yes\n')).text).to.equal(
      'name; said, twice\nname: Ana; said, twice: yes, yes',
    );
  });

  it('lets no NUL and no half of a surrogate pair into the text', async () => {
    const bytes = Buffer.from(`\ufeffone\0two \ud800 three ${'x'.repeat(100)}`, 'utf16le');

    expect((await parser.parse('txt', bytes)).text).to.match(/^onetwo \ufffd three x/);
  });

  it('makes a line of each row of a CSV, its cells under the names of their columns', async () => {
    const csv = 'name,age,city\r\nAlice,30,"Paris, France"\r\n"Bob ""the"" B",,"two\nlines"\r\n';

    const { text } = await parser.parse('csv', csv);

    expect(text.split('\n')).to.deep.equal([
      'name; age; city',
      'name: Alice; age: 30; city: Paris, France',
      'name: Bob "the" B; city: two lines',
    ]);
  });

  it('takes a CSV of figures as it is, whatever separates them', async () => {
    expect((await parser.parse('csv', '1;2\n3;4\n')).text).to.equal('1; 2\n3; 4');
    expect((await parser.parse('csv', '1\t2\n"3')).text).to.equal('1; 2\n"3');
  });

  it('reads a page of HTML as people do', async () => {
    const html = `<!doctype html><html><head><title>Prices</title><style>p{}</style><script>alert(1)</script></head>
      <body><h1>Our prices</h1><p>A <b>new</b>spaper costs <a href="https://x.example/">two euros</a>.<br>Cash only.</p>
      <ul><li>One<li>Two</ul><table><tr><th>Thing</th><th>Price</th></tr><tr><td><p>Tea</p></td><td>3 &euro;</td></tr></table></body>`;

    const { text } = await parser.parse('html', html);

    expect(text).to.match(/^Prices\n+Our prices\n+A newspaper costs two euros\.\nCash only\.\n/);
    expect(text).to.match(/\* One\n \* Two\n+Thing; Price\nThing: Tea; Price: 3 €$/);
    expect(text).not.to.match(/alert|x\.example|p\{\}/);
  });

  it('leaves out what a page of HTML does not show', async () => {
    const html = `<style>p{} .off, #x { color:red; display : none } @media print { .menu {display:none} }</style>
      <p class=off>one</p><p id=x>two</p><p class=menu>Menu</p><p style="color: red; display: none">three</p>
      <div hidden>four</div><p STYLE="DISPLAY:none">five</p><table><tr><td>Shown<td style="display:none">six</tr></table>`;

    expect((await parser.parse('html', html)).text).to.equal('Menu\n\nShown');
  });

  it('shows the bullets of symbol fonts as bullets', async () => {
    expect((await parser.parse('txt', '\uf0b7 one\n \uf0a7\ttwo\nthree \uf0fc')).text).to.equal(
      '• one\n •\ttwo\nthree \uf0fc',
    );
  });

  it('reads HTML in the charset that it names', async () => {
    const page = Buffer.from('<meta charset="windows-1251"><p>\xcf\xf0\xe8\xe2\xe5\xf2</p>', 'latin1');

    expect((await parser.parse('html', page)).text).to.equal('Привет');
  });

  it('reads a Word document: paragraphs, line breaks, lists, tables, notes', async () => {
    const cell = (text: string) => `<w:tc>${paragraph(text)}</w:tc>`;
    const body = [
      paragraph('First & last.'),
      '<w:p><w:r><w:t>One line,</w:t><w:br/><w:t>then another.</w:t></w:r></w:p>',
      `<w:tbl><w:tr>${cell('Tea')}${cell('3 €')}</w:tr><w:tr>${cell('Milk')}${cell('1 €')}</w:tr></w:tbl>`,
      '<w:p><w:r><w:t>With a note</w:t><w:footnoteReference w:id="7"/><w:t>.</w:t></w:r></w:p>',
    ].join('');
    const notes = `<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:footnote w:id="7">${paragraph('The note.')}</w:footnote></w:footnotes>`;

    const { text } = await parser.parse('docx', docxOf(body, [{ name: 'word/footnotes.xml', content: notes }]));

    expect(text).to.equal(
      'First & last.\n\nOne line,\nthen another.\n\nTea: 3 €\nMilk: 1 €\n\nWith a note.\n\nThe note.',
    );
  });

  it('tells on which page of a PDF each word stands', async () => {
    const pages = Array.from({ length: 300 }, (_, at) => [`Word${at + 1} opens this page.`, 'And here it ends.']);

    const { text, pageStarts } = await parser.parse('pdf', textPdf(pages));

    expect(pageStarts).to.have.length(300);
    for (const [at, start] of pageStarts.entries())
      expect(text.slice(start, pageStarts[at + 1])).to.match(new RegExp(`^Word${at + 1} opens this page\\.`));
  });

  it('reads the Chinese, Japanese and Korean of a PDF that brings no fonts', async () => {
    const { text } = await parser.parse('pdf', fontlessPdf());

    expect(text.replace(/\s+/g, ' ')).to.equal('水獭在河流中 カワウソ 수달은');
  });

  it('joins what the width of a PDF page broke, and keeps paragraphs and lists apart', async () => {
    const page = [
      'The treaty was signed in the spring of that year, after months of nego-',
      'tiations which both of the parties had all but given up as hopeless by',
      'then.',
      '',
      'A second paragraph begins here and it is also long enough for two lines',
      'of text. It has:',
      '1. a list',
      '2. of points',
    ];

    const { text } = await parser.parse('pdf', textPdf([page]));

    expect(text).to.equal(
      'The treaty was signed in the spring of that year, after months of negotiations which both of the parties had all but given up as hopeless by then.\n\n' +
        'A second paragraph begins here and it is also long enough for two lines of text. It has:\n1. a list\n2. of points',
    );
  });
});

/** Three lines in fonts that are only named, their characters by code. */
function fontlessPdf(): Buffer {
  const lines = [
    { text: '水獭在河流中', map: 'UniGB-UCS2-H', ordering: 'GB1' },
    { text: 'カワウソ', map: 'UniJIS-UCS2-H', ordering: 'Japan1' },
    { text: '수달은', map: 'UniKS-UCS2-H', ordering: 'Korea1' },
  ];
  const shown = lines.map(
    ({ text }, at) => `/F${at} 12 Tf <${Buffer.from(text, 'utf16le').swap16().toString('hex')}> Tj 0 -20 Td`,
  );
  const fonts = lines.map(
    ({ map, ordering }) =>
      `<< /Type /Font /Subtype /Type0 /BaseFont /Named /Encoding /${map} /DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /Named /CIDSystemInfo << /Registry (Adobe) /Ordering (${ordering}) /Supplement 0 >> /FontDescriptor << /Type /FontDescriptor /FontName /Named /Flags 4 >> >>] >>`,
  );
  const named = fonts.map((_, at) => `/F${at} ${5 + at} 0 R`).join(' ');
  return pdfOf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Count 1 /Kids [3 0 R] >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << ${named} >> >> >>`,
    pdfStream(`BT 72 700 Td ${shown.join(' ')} ET`),
    ...fonts,
  ]);
}

async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}
