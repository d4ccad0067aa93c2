import { expect } from 'chai';
import { type DocumentBody, uploadBytes } from '../support/documents.ts';
import { eventually } from '../support/eventually.ts';
import { type Service, startService } from '../support/service.ts';
import { slowPage } from '../support/slow-file.ts';
import { slowness } from '../support/slowness.ts';
import { token } from '../support/token.ts';

const JWT_SECRET = 'a secret of this test alone, long enough';
const PARSE_TIMEOUT_MS = 3000;
const SLOW_FILES = 5;

type Headers = Record<string, string>;

describe('ingestion for many owners', () => {
  let service: Service;
  let nextOwner = 0;
  before(async () => {
    service = await startService({
      JWT_SECRET,
      PARSE_TIMEOUT_MS: String(PARSE_TIMEOUT_MS),
      INGEST_MAX_UNFINISHED: String(SLOW_FILES),
    });
  });
  after(() => service[Symbol.asyncDispose]());

  const someone = async (): Promise<Headers> => ({
    Authorization: `Bearer ${await token({ sub: `owner-${nextOwner++}` }, JWT_SECRET)}`,
  });
  const sendSlow = (headers: Headers) =>
    Promise.all(
      Array.from({ length: SLOW_FILES }, (_, n) =>
        uploadBytes(service, `slow-${n}.html`, slowPage(`slow ${n}`), { headers }),
      ),
    );
  const removeAll = async (headers: Headers) => {
    for (const { document_id } of await documentsOf(service, headers))
      await fetch(`${service.url}/api/v1/documents/${document_id}`, { method: 'DELETE', headers });
  };

  it('lets a small file of one overtake all that two others have waiting', async () => {
    const [slow, slower, quick] = [await someone(), await someone(), await someone()];
    await Promise.all([slow, slower].map(sendSlow));
    await eventually(
      () => documentsOf(service, slow),
      (documents) => documents.some(({ status }) => status === 'extracting'),
    );

    const { status, body } = await uploadBytes(service, 'a.txt', 'The heron waits.', { headers: quick, wait: 30 });

    const ended = [...(await documentsOf(service, slow)), ...(await documentsOf(service, slower))].filter(
      (document) => document.status === 'failed',
    );
    expect([status, body.status]).to.deep.equal([201, 'completed']);
    expect(ended.length).to.be.within(1, 2); // the one that it found running, not all ten
    for (const headers of [slow, slower]) await removeAll(headers);
  });

  it('refuses one that has too many unfinished with 429 and a time that is true, and nobody else', async () => {
    const [slow, other] = [await someone(), await someone()];
    await sendSlow(slow);

    const refused = await uploadBytes(service, 'more.txt', 'One more.', { headers: slow });
    const others = await uploadBytes(service, 'a.txt', 'One.', { headers: other });

    const seconds = Number(refused.headers.get('retry-after'));
    expect(refused.status).to.equal(429);
    expect(refused.body).to.include({ error: 'rate_limited', policy: 'ingest', retry_after: seconds });
    expect(seconds).to.be.within(1, 60);
    expect(others.status).to.equal(202);
    await eventually(
      () => uploadBytes(service, 'more.txt', 'One more.', { headers: slow }),
      ({ status }) => status === 202,
      { withinMs: seconds * 1000 * slowness() },
    );
    await removeAll(slow);
  });
});

async function documentsOf({ url }: Service, headers: Headers): Promise<DocumentBody[]> {
  const response = await fetch(`${url}/api/v1/documents?limit=200`, { headers });
  return ((await response.json()) as { documents: DocumentBody[] }).documents;
}
