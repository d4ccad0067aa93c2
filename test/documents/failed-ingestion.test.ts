import { expect } from 'chai';
import { type Service, startService } from '../support/service.ts';

type Body = { document_id: string; status_url: string; status: string; error: object | null };

const brokenPdf = () => new File([`%PDF-1.7\n${'garbage '.repeat(100)}`], 'broken.pdf');

describe('an ingestion that fails', () => {
  let service: Service;
  before(async () => {
    service = await startService();
  });
  after(() => service[Symbol.asyncDispose]());

  const upload = async () => {
    const form = new FormData();
    form.set('file', brokenPdf());
    const answer = await fetch(`${service.url}/api/v1/documents/upload?wait=30`, { method: 'POST', body: form });
    return { status: answer.status, body: (await answer.json()) as Body };
  };

  it('ends as failed with its code and a message, and the same upload tries it again under the same id', async () => {
    const first = await upload();
    const again = await upload();

    expect(first).to.deep.include({ status: 202 });
    expect(first.body).to.include({ status: 'failed', duplicate: false });
    const shown = (await (await fetch(`${service.url}${first.body.status_url}`)).json()) as Body;
    expect(shown.error).to.have.keys('code', 'message').and.include({ code: 'corrupt_file' });
    expect(again).to.deep.include({ status: 202 });
    expect(again.body).to.include({ document_id: first.body.document_id, status: 'failed' });
  });
});
