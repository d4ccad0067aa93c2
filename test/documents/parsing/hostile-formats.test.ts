import { expect } from 'chai';
import type { MEDIA_TYPES } from '../../../src/documents/document.ts';
import { docxOf, paragraph } from '../../support/docx-file.ts';
import { docxPart, epubOf, odtOf, pptxOf, relations, shape, xlsxOf } from '../../support/office-files.ts';
import { testParser } from '../../support/parsing.ts';
import { deflatedRepeats, type ZipEntry } from '../../support/zip-file.ts';

type Format = keyof typeof MEDIA_TYPES;

const MIB = 1024 * 1024;
const LIMIT = 'parse_limit_exceeded';
const ENTITIES =
  '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>';
/** What does not shrink, against the bound of how much a zip unpacks to. */
const noise = Buffer.from(Array.from({ length: 60_000 }, (_, at) => (at * at * 7919) >> 5));
const padding: ZipEntry = { name: 'noise.bin', content: noise };
const bomb: ZipEntry = {
  name: 'media/x.xml',
  content: deflatedRepeats(Buffer.alloc(MIB, 'a'), 1024),
  declaredBytes: 1024 * MIB,
};

const row = (content: string) => `<row>${content}</row>`;
const inline = (text: string) => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
const times = (count: number, text: string) => text.repeat(count);
/** Files of each format with this among their text, and with these parts beside. */
const MAKE: Readonly<Partial<Record<Format, (xml: string, others?: readonly ZipEntry[]) => Buffer>>> = {
  docx: (xml, others = []) => docxOf(`${xml}${paragraph('Fine words.')}`, others),
  pptx: (xml, others = []) => pptxOf([`${xml}${shape('Fine words.')}`], others),
  xlsx: (xml, others = []) => xlsxOf([`${xml}${row(inline('Fine words.'))}`], {}, others),
  odt: (xml, others = []) => odtOf(`${xml}<text:p>Fine words.</text:p>`, others),
  epub: (xml, others = []) => epubOf([`${xml}<p>Fine words.</p>`], others),
};
const ZIPS = Object.entries(MAKE) as [Format, NonNullable<(typeof MAKE)[Format]>][];

describe('a hostile file', () => {
  const parser = testParser();
  after(() => parser.close());
  const endOf = (format: Format, bytes: Buffer) =>
    parser.parse(format, bytes).then(
      ({ text }) => text,
      (error) => error.code as string,
    );

  for (const [format, make] of ZIPS) {
    it(`of ${format} ends within the limits: bomb, entities, cut, foreign, password, names that climb`, async () => {
      const whole = make('');

      expect(await endOf(format, whole)).to.contain('Fine words.');
      expect(await endOf(format, make('', [bomb])), 'bomb').to.equal(LIMIT);
      expect(await endOf(format, make('', [{ ...bomb, declaredBytes: 1000 }])), 'liar').to.be.oneOf([
        'corrupt_file',
        LIMIT,
      ]);
      expect(await endOf(format, whole.subarray(0, whole.length / 2)), 'cut').to.equal('corrupt_file');
      expect(await endOf(format, noise), 'noise').to.equal('corrupt_file');
      expect(
        await endOf(format, make('', [{ name: '../../etc/passwd', content: 'climbed' }])),
        'climbs',
      ).not.to.contain('climbed');
      expect(await endOf(format, make('', [{ name: 'locked.xml', content: 'x', flags: 1 }])), 'locked').to.equal(
        'password_protected',
      );
      const laughs = await endOf(format, make(`${ENTITIES}<p>&b;&f;</p>`, [padding]));
      expect(laughs, 'entities').not.to.match(/root:|lollol/);
    });

    it(`of ${format} ends within the limits: 20,000 elements deep`, async () => {
      const end = await endOf(format, make(`${times(20_000, '<x:g>')}${times(20_000, '</x:g>')}`, [padding]));

      expect(end)
        .to.be.a('string')
        .that.matches(/Fine words\.|parse_limit_exceeded/);
    });
  }

  it('of xlsx ends within the limits: a million rows, cells far out, huge and missing texts, sheets that are one another', async () => {
    const far = row(
      `<c r="XFD1"><v>1</v></c><c r="ZZZ9"><v>2</v></c><c t="s"><v>999999999</v></c><c t="s"><v>-1</v></c>${inline('here')}`,
    );
    const strings = `<si><t>${times(400_000, 'many words ')}</t></si>`;

    expect(await endOf('xlsx', xlsxOf([times(1_000_000, '<row><c><v>1</v></c></row>')]))).to.be.oneOf([
      LIMIT,
      'corrupt_file',
    ]);
    expect(await endOf('xlsx', xlsxOf([far]))).to.equal('1; 2; here');
    expect(await endOf('xlsx', xlsxOf([times(50_000, row('<c t="s"><v>0</v></c>'))], { strings }, [padding]))).to.equal(
      LIMIT,
    );
    const cyclic = relations('xl/workbook.xml', [
      ['r0', 'worksheet', 'workbook.xml'],
      ['r1', 'worksheet', '../../../x'],
    ]);
    expect(await endOf('xlsx', xlsxOf(['', ''], {}, [cyclic]))).to.equal('no_text');
  });

  it('of pptx or docx ends within the limits: slides, notes and headers that name each other', async () => {
    const self = relations('ppt/slides/slide1.xml', [['n', 'notesSlide', 'slide1.xml']]);
    const listed = relations(
      'ppt/presentation.xml',
      Array.from({ length: 3000 }, (_, n) => [`r${n}`, 'slide', 'slides/slide1.xml'] as const),
    );
    const headers = relations(
      'word/document.xml',
      Array.from({ length: 3000 }, (_, n) => [`h${n}`, 'header', 'document.xml'] as const),
    );

    expect(await endOf('pptx', pptxOf([shape('Once.')], [self]))).to.equal('Once.\n\nOnce.');
    expect(
      await endOf('pptx', pptxOf([shape('Once.'), ...Array<string>(1000).fill('')], [listed, padding])),
    ).to.be.oneOf(['Once.', LIMIT]);
    expect(await endOf('docx', docxOf(paragraph('Once.'), [headers, padding]))).to.equal('Once.\n\nOnce.');
  });

  it('of docx ends within the limits: lists without end, spans without end', async () => {
    const numbering = `<w:numbering><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1e308"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="${times(50_000, '%1')}"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`;
    const item = `<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>x</w:t></w:r></w:p>`;
    const wide = `<w:tbl>${times(200, `<w:tr>${times(20, `<w:tc><w:tcPr><w:gridSpan w:val="99999999"/></w:tcPr>${paragraph('x')}</w:tc>`)}</w:tr>`)}</w:tbl>`;

    expect(
      await endOf('docx', docxOf(times(1000, item), [docxPart('numbering', numbering), padding])),
    ).to.have.length.below(500_000);
    expect(await endOf('docx', docxOf(wide, [padding]))).to.have.length.below(500_000);
  });

  it('of rtf, eml or json ends within the limits', async () => {
    const mails = Array.from(
      { length: 2000 },
      (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`,
    ).join('');
    const files: [format: Format, bytes: Buffer][] = [
      ['rtf', Buffer.from(`{\\rtf1 ${times(1_000_000, '{')}deep`)],
      ['rtf', Buffer.from(`{\\rtf1 ${times(500_000, "\\'")}\\u99999999 \\bin99999999 \\uc9999 end`)],
      ['rtf', Buffer.from(`{\\rtf1 \\trowd ${times(300_000, 'x\\cell ')}\\row}`)],
      ['eml', Buffer.from(mails)],
      ['eml', Buffer.from(`Subject: ${times(2_000_000, 'x')}\r\n\r\nbody`)],
      ['eml', Buffer.from(`Subject: =?utf-8?B?${times(100_000, '=?utf-8?B?')}\r\n\r\nbody`)],
      ['json', Buffer.from(`${times(200_000, '[')}1${times(200_000, ']')}`)],
      ['json', Buffer.from(`${times(200_000, '{"a":')}1${times(200_000, '}')}`)],
      ['tsv', Buffer.from(`a\tb\n${times(1_000_000, '\t')}`)],
    ];

    for (const [n, [format, bytes]] of files.entries())
      expect(await endOf(format, bytes), `${format} ${n}`)
        .to.be.a('string')
        .that.has.length.below(5_000_001);
  });
});
