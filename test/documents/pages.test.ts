import { expect } from 'chai';
import { finalDocument, uploadBytes } from '../support/documents.ts';
import { ask } from '../support/library.ts';
import { textPdf } from '../support/pdf-file.ts';
import { type Service, startService } from '../support/service.ts';

const RIVERS = ['Tweed', 'Spey', 'Severn', 'Avon', 'Humber'];

describe('a PDF of 300 pages', () => {
  let service: Service;
  let id: string;
  before(async () => {
    service = await startService();
    const { body } = await uploadBytes(
      service,
      'rivers.pdf',
      textPdf(Array.from({ length: 300 }, (_, at) => page(at + 1))),
    );
    id = body.document_id as string;
    expect(await finalDocument(service, id)).to.include({ status: 'completed', pages: 300 });
  });
  after(() => service[Symbol.asyncDispose]());

  it('names the pages without text, in figures and in words, and reads the others', async () => {
    const pages = [['Otters swim in the Tweed.'], [], ['Herons stand in the Spey.'], []];
    const { body } = await uploadBytes(service, 'partly.pdf', textPdf(pages), { wait: 30 });
    const document = await finalDocument(service, body.document_id as string);

    expect(document).to.deep.include({ status: 'completed', pages: 4, pages_without_text: [2, 4] });
    expect(document.message).to.match(/\. Pages 2, 4 hold no text$/);
    expect((await ask(service, 'Where do herons stand?')).citations[0]).to.include({ page_number: 3, source: 'text' });
  });

  for (const number of [1, 2, 150, 217, 299, 300]) {
    it(`is cited by the page that the answer stands on: ${number}`, async () => {
      const { citations, answered } = await ask(service, `How many otters did survey number ${number} find?`);

      const [first] = citations;
      expect(answered).to.equal(true);
      expect(first).to.include({ document_id: id, page_number: number });
      expect(first?.text).to.contain(`Survey number ${number} found ${otters(number)} otters`);
      const slice = await fetch(`${service.url}/api/v1/documents/${id}/text?start=${first?.start}&end=${first?.end}`);
      expect(((await slice.json()) as { text: string }).text).to.equal(first?.text);
    });
  }
});

function page(number: number): string[] {
  const filler = Array.from(
    { length: 35 },
    (_, line) => `The ${RIVERS[(number + line) % RIVERS.length]} was calm when it was looked at, line ${line + 1}.`,
  );
  return [`Survey number ${number} found ${otters(number)} otters in one night.`, '', ...filler];
}

function otters(number: number): number {
  return 1000 + number * 7;
}
