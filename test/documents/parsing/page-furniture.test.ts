import { expect } from 'chai';
import { testParser } from '../../support/parsing.ts';
import { HELVETICA, type Placed, pdfOf, pdfStream, placedPdf } from '../../support/pdf-file.ts';

const at = (y: number, ...texts: string[]): Placed[] => texts.map((text, n) => ({ x: 72 + 300 * n, y, text }));

describe('what stands on a page beside its text', () => {
  const parser = testParser();
  after(() => parser.close());
  const pdfText = async (pages: Placed[][]) => (await parser.parse('pdf', placedPdf(pages))).text;

  it('is left out where three pages have it at the same place, the same but for their numbers', async () => {
    const page = (n: number) => [
      ...at(770, 'ACME Annual Report', `Page ${n} of 3`),
      ...at(700, `Chapter of the ${['otter', 'heron', 'newt'][n - 1]} and its river.`),
      ...at(30, 'Confidential'),
      ...at(20, `- ${n} -`),
    ];

    expect(await pdfText([page(1), page(2), page(3)])).to.equal(
      'Chapter of the otter and its river.\n\nChapter of the heron and its river.\n\nChapter of the newt and its river.',
    );
    expect(await pdfText([page(1), page(2)]))
      .to.contain('ACME Annual Report Page 2 of 3')
      .and.to.contain('- 2 -');
  });

  it('is text where it moves about, differs in words, or nothing sets it apart from the text', async () => {
    const moving = [0, 1, 2].map((n) => [...at(770 - 20 * n, 'Moves about'), ...at(600, `Text of page ${'abc'[n]}.`)]);
    const differing = ['one', 'two', 'three'].map((name) => [
      ...at(770, `Part ${name}`),
      ...at(600, `Text of ${name}.`),
    ]);
    const counted = [137, 152, 90].map((otters, n) => [
      ...at(770, `Night ${n + 1} had ${otters} otters.`),
      ...at(600, `Text ${'abc'[n]}.`),
    ]);
    const close = ['otters', 'herons', 'newts'].map((name) => [
      ...at(600, 'The river has'),
      ...at(588, `many ${name} in it.`),
    ]);

    expect((await pdfText(moving)).match(/Moves about/g)).to.have.length(3);
    expect(await pdfText(differing)).to.contain('Part two');
    expect(await pdfText(counted)).to.contain('Night 2 had 152 otters.');
    expect((await pdfText(close)).match(/The river has/g)).to.have.length(3);
  });

  it('is kept where it is all there is, and where it names the columns of a table', async () => {
    const pages = ['Rio', 'Oslo', 'Bonn'].map((city) => [
      ...at(770, 'City', 'Country'),
      ...at(752, city, `of ${city}`),
      ...at(734, `Old ${city}`, 'same'),
    ]);

    expect(
      (await pdfText([at(700, 'The same.'), at(700, 'The same.'), at(700, 'The same.')])).match(/same/g),
    ).to.have.length(3);
    expect(await pdfText(pages)).to.match(/Oslo(;|:) /);
  });

  it('is read where a form was filled in, beside the labels of its fields', async () => {
    const fields = [
      textField('Greta Thorne', [150, 694, 350, 714]),
      textField('4 May 1982', [150, 664, 350, 684]),
      checkBox('Yes', [72, 604, 86, 618]),
      checkBox('Off', [72, 584, 86, 598]),
      textField('Prefers large print.', [72, 520, 350, 545]),
      textField('never shown', [72, 480, 350, 500], '/F 2'),
    ];

    const { text } = await parser.parse('pdf', formPdf(fields));

    expect(text.split(/\n+/)).to.deep.equal([
      'Application for a library card',
      'Full name: Greta Thorne',
      'Date of birth: 4 May 1982',
      '☒ I want the newsletter',
      '☐ I am a student',
      'Remarks: Prefers large print.',
    ]);
  });
});

function textField(value: string, rect: number[], entries = ''): string {
  return `<< /Type /Annot /Subtype /Widget /FT /Tx /T (t${rect[1]}) /V (${value}) /Rect [${rect.join(' ')}] ${entries} >>`;
}

function checkBox(state: string, rect: number[]): string {
  return `<< /Type /Annot /Subtype /Widget /FT /Btn /T (c${rect[1]}) /V /${state} /AS /${state} /AP << /N << /Yes 5 0 R /Off 5 0 R >> >> /Rect [${rect.join(' ')}] >>`;
}

function formPdf(fields: readonly string[]): Buffer {
  const labels = [
    [72, 760, 'Application for a library card'],
    [72, 700, 'Full name:'],
    [72, 670, 'Date of birth'],
    [95, 607, 'I want the newsletter'],
    [95, 587, 'I am a student'],
    [72, 555, 'Remarks'],
  ].map(([x, y, text]) => `BT /F1 11 Tf ${x} ${y} Td (${text}) Tj ET`);
  const refs = fields.map((_, n) => `${7 + n} 0 R`).join(' ');
  return pdfOf([
    `<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [${refs}] >> >>`,
    '<< /Type /Pages /Count 1 /Kids [3 0 R] >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Annots [${refs}] /Resources << /Font << /F1 6 0 R >> >> >>`,
    pdfStream(labels.join('\n')),
    pdfStream('', '/Type /XObject /Subtype /Form /BBox [0 0 14 14]'),
    HELVETICA,
    ...fields,
  ]);
}
