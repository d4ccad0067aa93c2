import { expect } from 'chai';
import { docxOf, paragraph } from '../../support/docx-file.ts';
import { docxPart, epubOf, odtOf, pptxOf, relations, shape, xlsxOf } from '../../support/office-files.ts';
import { testParser } from '../../support/parsing.ts';

const cells = (...values: (string | number)[]) =>
  values
    .map((v) => (typeof v === 'number' ? `<c><v>${v}</v></c>` : `<c t="inlineStr"><is><t>${v}</t></is></c>`))
    .join('');

describe('office documents', () => {
  const parser = testParser();
  after(() => parser.close());
  const textOf = async (...given: Parameters<typeof parser.parse>) => (await parser.parse(...given)).text;

  it('of Word show numbers as Word does, over levels, restarts and styles', async () => {
    const item = (text: string, list: number, level = 0) =>
      `<w:p><w:pPr><w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${list}"/></w:numPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr><w:r><w:t>${text}</w:t></w:r></w:p>`;
    const numbering = `<w:numbering><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
      <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.%2)"/></w:lvl></w:abstractNum>
      <w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val=""/></w:lvl></w:abstractNum>
      <w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:start w:val="4"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="Article %1"/></w:lvl></w:abstractNum>
      <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num>
      <w:num w:numId="4"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num></w:numbering>`;
    const styles =
      '<w:styles><w:style w:type="paragraph" w:styleId="Clause"><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style></w:styles>';
    const clause = '<w:p><w:pPr><w:pStyle w:val="Clause"/></w:pPr><w:r><w:t>Liability</w:t></w:r></w:p>';
    const body = [
      item('One', 1),
      item('Two', 1),
      item('Inner', 1, 1),
      item('Three', 1),
      paragraph('Between.'),
      item('Four', 1),
      item('Dot', 2),
      clause,
      item('Anew', 4),
    ];

    const text = await textOf(
      'docx',
      docxOf(body.join(''), [docxPart('numbering', numbering), docxPart('styles', styles)]),
    );

    expect(text).to.equal(
      '1. One\n2. Two\n2.a) Inner\n3. Three\n\nBetween.\n\n4. Four\n- Dot\nArticle IV Liability\n1. Anew',
    );
  });

  it('of Word have the text of headers and footers once, and nothing that was deleted', async () => {
    const head = '<w:hdr><w:p><w:r><w:t>Hillside Clinic</w:t></w:r></w:p></w:hdr>';
    const others = [
      relations('word/document.xml', [
        ['h1', 'header', 'header1.xml'],
        ['h2', 'header', 'header2.xml'],
        ['f1', 'footer', 'footer1.xml'],
      ]),
      docxPart('header1', head),
      docxPart('header2', head),
      docxPart('footer1', '<w:ftr><w:p><w:r><w:t>3</w:t></w:r></w:p></w:ftr>'),
    ];
    const body =
      '<w:p><w:r><w:t>Kept</w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>';

    expect(await textOf('docx', docxOf(body, others))).to.equal('Hillside Clinic\n\nKept');
  });

  it('of Word name what each cell of a table is, over cells that span rows and columns', async () => {
    const cell = (text: string, properties = '') => `<w:tc><w:tcPr>${properties}</w:tcPr>${paragraph(text)}</w:tc>`;
    const rows = [
      `<w:tr><w:trPr><w:tblHeader/></w:trPr>${cell('City')}${cell('Fee', '<w:gridSpan w:val="2"/>')}</w:tr>`,
      `<w:tr>${cell('Bonn', '<w:vMerge w:val="restart"/>')}${cell('adult')}${cell('4 €')}</w:tr>`,
      `<w:tr>${cell('', '<w:vMerge/>')}${cell('child')}${cell('2 €')}</w:tr>`,
    ];

    expect(
      await textOf('docx', docxOf(`${paragraph('Before.')}<w:tbl>${rows.join('')}</w:tbl>${paragraph('After.')}`)),
    ).to.equal(
      'Before.\n\nCity; Fee; Fee\nCity: Bonn; Fee: adult; Fee: 4 €\nCity: Bonn; Fee: child; Fee: 2 €\n\nAfter.',
    );
  });

  it('of Excel are rows under the names of their columns, with dates and shares as people read them', async () => {
    const styles =
      '<numFmts><numFmt numFmtId="164" formatCode="dd\\.mm\\.yyyy"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="9"/></cellXfs>';
    const rows = [
      `<row r="1">${cells('Orders of March')}</row>`,
      '<row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" t="s"><v>1</v></c><c r="C3" t="inlineStr"><is><t>Rebate</t></is></c><c r="D3" t="inlineStr"><is><t>Paid</t></is></c></row>',
      '<row r="4"><c r="A4" t="inlineStr"><is><t>Harbour Books</t></is></c><c r="B4" s="1"><v>45352</v></c><c r="C4" s="2"><v>0.15</v></c><c r="D4" t="b"><v>1</v></c></row>',
      '<row r="5"><c r="A5" t="inlineStr"><is><t>Northwind</t></is></c><c r="D5" t="b"><v>0</v></c></row>',
    ];
    const strings = '<si><t>Customer</t></si><si><r><t>Da</t></r><r><t>te</t></r><rPh><t>x</t></rPh></si>';

    expect(
      await textOf('xlsx', xlsxOf([rows.join(''), `<row>${cells('Team', 7)}</row>`], { strings, styles })),
    ).to.equal(
      'Sheet 1\n\nOrders of March\n\nCustomer; Date; Rebate; Paid\nCustomer: Harbour Books; Date: 2024-03-01; Rebate: 15%; Paid: yes\nCustomer: Northwind; Paid: no\n\nSheet 2\n\nTeam: 7',
    );
  });

  it('of PowerPoint are pages, with notes and tables, and slides without text are named', async () => {
    const row = (...texts: string[]) =>
      `<a:tr>${texts.map((text) => `<a:tc><a:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></a:txBody></a:tc>`).join('')}</a:tr>`;
    const number =
      '<p:sp><p:nvSpPr><p:nvPr><p:ph type="sldNum"/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>1</a:t></a:r></a:p></p:txBody></p:sp>';
    const slides = [
      shape('Roadmap', 'It ships in April.') + number,
      '',
      `<a:tbl>${row('Item', 'Quarter', 'Cost')}${row('Servers', 'Q1', '4,200')}</a:tbl>`,
    ];
    const notes = [
      relations('ppt/slides/slide1.xml', [['n', 'notesSlide', '../notesSlides/n1.xml']]),
      { name: 'ppt/notesSlides/n1.xml', content: `<p:notes>${shape('Thank Priya.')}</p:notes>` },
    ];

    expect(await parser.parse('pptx', pptxOf(slides, notes))).to.deep.equal({
      text: 'Roadmap\n\nIt ships in April.\n\nThank Priya.\n\nItem; Quarter; Cost\nItem: Servers; Quarter: Q1; Cost: 4,200',
      pageStarts: [0, 41, 43],
      scannedPages: { unread: [2], byOcr: [] },
    });
  });

  it('of OpenDocument have lists, tables and notes, and nothing that was deleted', async () => {
    const row = (...texts: string[]) =>
      `<table:table-row>${texts.map((text) => `<table:table-cell><text:p>${text}</text:p></table:table-cell>`).join('')}</table:table-row>`;
    const content = `<text:tracked-changes><text:p>gone</text:p></text:tracked-changes><text:h>Title</text:h>
      <text:p>Two<text:s text:c="2"/>spaces<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>The note.</text:p></text:note-body></text:note>.</text:p>
      <text:list><text:list-item><text:p>One</text:p></text:list-item><text:list-item><text:p>Two</text:p></text:list-item></text:list>
      <table:table><table:table-header-rows>${row('Year', 'Ships')}</table:table-header-rows>${row('1880', '12')}</table:table>`;

    expect(await textOf('odt', odtOf(content))).to.equal(
      'Title\n\nTwo  spaces.\n\n- One\n- Two\n\nYear; Ships\nYear: 1880; Ships: 12\n\nThe note.',
    );
  });

  it('of EPUB are read in the order of the book', async () => {
    expect(await textOf('epub', epubOf(['<h1>One</h1><p>First.</p>', '<p>Second &amp; last.</p>']))).to.match(
      /^One\n+First\.\n\nSecond & last\.$/,
    );
  });

  it('of Rich Text have their characters and tables, and no code', async () => {
    const rtf = String.raw`{\rtf1\ansi\ansicpg1251{\fonttbl{\f0 Arial;}}{\*\generator X;}\pard Caf\u233?, \'cf\'f0\'e8\'e2\'e5\'f2 \{ok\}\par
{\trowd\pard\intbl Name\cell\intbl Age\cell\intbl City\cell\row}{\trowd\pard\intbl Ana\cell 30\cell Rome\cell\row}\pard After.\par}`;

    expect(await textOf('rtf', rtf)).to.equal(
      'Café, Привет {ok}\n\nName; Age; City\nName: Ana; Age: 30; City: Rome\n\nAfter.',
    );
  });

  it('of e-mail say who wrote what to whom, in any charset and coding', async () => {
    const mail = [
      'From: =?utf-8?Q?Zo=C3=AB?= <zoe@example.org>',
      'To: a@example.org, b@example.org',
      'Date: Fri, 06 Mar 2026 09:12:00 +0000',
      'Subject: Move',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=X',
      '',
      '--X',
      'Content-Type: text/plain; charset=iso-8859-1',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'We meet in K=F6ln.',
      '--X',
      'Content-Type: application/pdf; name=plan.pdf',
      'Content-Disposition: attachment; filename=plan.pdf',
      '',
      '%PDF',
      '--X--',
      '',
    ].join('\r\n');

    expect(await textOf('eml', mail)).to.match(
      /^From: Zoë <zoe@example\.org>\nTo: a@example\.org, b@example\.org\nDate: 2026-03-06.*\nSubject: Move\nAttachments: plan\.pdf\n\nWe meet in Köln\.$/,
    );
  });
});
