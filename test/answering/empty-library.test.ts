import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import { CONFIGURATIONS, QUESTION } from '../support/generative.ts';
import { ask, askStream, post, upload } from '../support/library.ts';
import { startProvider } from '../support/provider.ts';
import { startService } from '../support/service.ts';
import { token } from '../support/token.ts';

const SECRET = 'the secret of these tests, 32 bytes and more';

describe('a question to documents that hold nothing yet', () => {
  it('costs no call of any provider, on any route, whoever else has documents', async () => {
    let hangs = false;
    await using provider = await startProvider(() =>
      hangs ? { after: { pieces: 0, stop: 'hang' } } : { text: 'It is [1].', vectors: [[1, 2]] },
    );
    await using service = await startService({
      ...CONFIGURATIONS.openai(provider.url),
      EMBEDDING_MODEL: 'compatible:nomic',
      EMBEDDING_BASE_URL: provider.url,
      JWT_SECRET: SECRET,
    });
    const others = { Authorization: `Bearer ${await token({ sub: 'other' }, SECRET)}` };
    await upload(service, 'war.txt', 'The French and Indian War began in 1754.', others);
    const callsBefore = provider.calls.length;
    const searched = () => post(service, 'search', { query: QUESTION });
    const asked = async () => [
      await ask(service, QUESTION),
      await ask(service, QUESTION, {}, 'query/enhanced'),
      (await askStream(service, QUESTION)).done,
      (await askStream(service, QUESTION, {}, 'query/enhanced')).done,
    ];

    const empty = await asked();
    expect((await searched()).status).to.equal(200);
    expect(provider.calls).to.have.length(callsBefore);
    for (const body of empty) expect(body).to.include({ answered: false, refusal_reason: 'no_documents' });

    hangs = true; // the document stays at its embedding
    const form = new FormData();
    form.append('file', new Blob(['The war began in 1754.']), 'war.txt');
    await fetch(`${service.url}/api/v1/documents/upload`, { method: 'POST', body: form });
    await eventually(
      () => provider.calls.length,
      (calls) => calls === callsBefore + 1,
    );
    for (const body of await asked())
      expect(body).to.include({ answered: false, refusal_reason: 'documents_still_processing' });
    expect(provider.calls).to.have.length(callsBefore + 1);
  });
});
