import { expect } from 'chai';
import { sentences } from '../../../src/text/sentences.ts';
import { testParser } from '../../support/parsing.ts';
import { type Placed, placedPdf } from '../../support/pdf-file.ts';

const COLUMNS = [72, 220, 380];
const STAFF = [
  ['Name', 'Department', 'Salary'],
  ['Alice Meyer', 'Research', '50,000'],
  ['Bob Stone', 'Sales', '61,500'],
];
const STAFF_LINES = [
  'Name; Department; Salary',
  'Name: Alice Meyer; Department: Research; Salary: 50,000',
  'Name: Bob Stone; Department: Sales; Salary: 61,500',
];

describe('tables', () => {
  const parser = testParser();
  after(() => parser.close());
  const pdfText = async (...pages: Placed[][]) => (await parser.parse('pdf', placedPdf(pages))).text;

  it('of a PDF are rows of their own, each cell under the name of its column', async () => {
    const text = await pdfText([
      ...lines(['Salaries are as follows.'], 740),
      ...table(STAFF, 720),
      ...lines(['The office dog is called Biscuit.'], 672),
    ]);

    expect(text.split('\n\n')).to.deep.equal([
      'Salaries are as follows.',
      STAFF_LINES.join('\n'),
      'The office dog is called Biscuit.',
    ]);
  });

  it('of a PDF keep a cell of several lines whole, wherever in its row the others stand', async () => {
    const chair = ['A sturdy oak chair with four legs', 'that was made by hand in the work-', 'shop of the family'];
    const head = table([['Item', 'Description', 'Pieces']], 720);
    for (const beside of [690, 678, 666]) {
      const row = [word(72, beside, 'Chair'), ...lines(chair, 690, 220), word(430, beside, '12')];
      const text = await pdfText([
        ...head,
        ...row,
        word(72, 640, 'Table'),
        word(220, 640, 'Round'),
        word(430, 640, '3'),
      ]);

      expect(text.split('\n'), `at ${beside}`).to.deep.equal([
        'Item; Description; Pieces',
        'Item: Chair; Description: A sturdy oak chair with four legs that was made by hand in the workshop of the family; Pieces: 12',
        'Item: Table; Description: Round; Pieces: 3',
      ]);
    }
  });

  it('of a PDF with two columns are names and values, if nothing tells that the first row names them', async () => {
    const facts = [
      ['Office dog', 'Biscuit'],
      ['Founded:', 'in Bremen'],
      ['Fax', 'none'],
    ];

    expect(await pdfText(table(facts, 720))).to.equal('Office dog: Biscuit\nFounded: in Bremen\nFax: none');
    expect(await pdfText(table(facts, 720, { boldHead: true }))).to.match(
      /^Office dog; Biscuit\nOffice dog: Founded:; Bis/,
    );
  });

  it('of a PDF leave empty cells empty', async () => {
    const rows = [STAFF[0]!, ['Alice Meyer', '', '50,000'], STAFF[2]!];

    expect(await pdfText(table(rows, 720))).to.contain('\nName: Alice Meyer; Salary: 50,000\nName: Bob Stone');
  });

  it('of a PDF that go on over the page keep the names of their columns', async () => {
    const text = await pdfText(
      table(STAFF, 720),
      table(
        [
          ['Carla Diaz', 'Legal', '72,250'],
          ['Dan Wu', 'Legal', '70,000'],
        ],
        720,
      ),
    );

    expect(text).to.match(/Name: Carla Diaz; Department: Legal; Salary: 72,250\nName: Dan Wu;/);
  });

  it('are not made of columns of prose, of lists, or of one line with a gap', async () => {
    const prose = Array.from({ length: 14 }, (_, at) => `column line number ${at} of the text runs on and`);
    const list = ['Wash your hands', 'Wear a badge'].flatMap((text, at) => [
      word(72, 300 - 14 * at, `${at + 1}.`),
      word(100, 300 - 14 * at, text),
    ]);
    const text = await pdfText([
      word(72, 760, 'Handbook'),
      word(400, 760, 'Spring'),
      ...lines(prose, 720),
      ...lines(prose, 720, 330),
      ...list,
    ]);

    expect(text).to.match(/^Handbook Spring\n\n/);
    expect(text).to.match(/number 0 .*number 13 .*number 0 .*number 13/s);
    expect(text).to.match(/\n1\. Wash your hands\n2\. Wear a badge$/);
    expect(text).not.to.contain(';');
  });

  it('of a page of HTML name what each cell is, over spans and rows of names', async () => {
    const html = `<table><caption>Fees</caption><tr><th rowspan=2>City</th><th colspan=2>Fee</th></tr><tr><th>Adult</th><th>Child</th></tr>
      <tr><td rowspan=2>Bonn</td><td>4 €</td><td>2 €</td></tr><tr><td>5 €</td><td>1 €</td></tr></table>
      <table><tr><th>Office dog<td>Biscuit. He is old.</tr><tr><th>Founded:</th><td>1987</td></tr></table>`;

    expect((await parser.parse('html', html)).text).to.equal(
      'Fees\n\nCity; Fee Adult; Fee Child\nCity: Bonn; Fee Adult: 4 €; Fee Child: 2 €\nCity: Bonn; Fee Adult: 5 €; Fee Child: 1 €\n\nOffice dog: Biscuit. He is old.\nFounded: 1987',
    );
  });

  it('of Markdown name what each cell is, but not inside code', async () => {
    const code = '```\n|a|b|\n|-|-|\n|1|2|\n```\n';

    const { text } = await parser.parse(
      'md',
      `# T\r\n\r\n|Name|Age|\r\n|:---|--:|\r\n|**Ana**|30 \\| 31|\r\n|Bo||\r\n\r\n${code}`,
    );

    expect(text).to.equal(`# T\r\n\r\nName; Age\r\nName: Ana; Age: 30 | 31\r\nName: Bo\r\n\r\n${code}`);
  });

  it('are told from prose that names a word in several languages', () => {
    const text =
      'The Normans (Norman: Nourmands; French: Normands; Latin: Normanni) came from the north. They gave their name to Normandy.';

    expect(sentences(text)).to.have.length(2);
    expect(sentences('Price (USD): 5. Cash; City: Rome. Italy')).to.have.length(1);
  });

  it('give a sentence for each row, whatever full stops stand in its cells', () => {
    const rows = [
      'name: Dr. A. Meyer; room: 5. Second floor. Left; since: 1999',
      'name: b; room: 7; since: 2001',
      'And a sentence. Another.',
    ];
    const text = rows.join('\n');

    expect(sentences(text).map(({ start, end }) => text.slice(start, end))).to.deep.equal([
      rows[0],
      rows[1],
      'And a sentence.',
      'Another.',
    ]);
  });
});

function word(x: number, y: number, text: string, isBold = false): Placed {
  return { x, y, text, isBold };
}

function lines(texts: readonly string[], top: number, x = 72): Placed[] {
  return texts.map((text, at) => word(x, top - 12 * at, text));
}

/** Rows drawn cell by cell, 18 points apart. */
function table(rows: readonly (readonly string[])[], top: number, { boldHead = false } = {}): Placed[] {
  return rows.flatMap((cells, row) =>
    cells.flatMap((text, column) => (text ? word(COLUMNS[column]!, top - 18 * row, text, boldHead && row === 0) : [])),
  );
}
