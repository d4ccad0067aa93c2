import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { expect } from 'chai';
import fc from 'fast-check';
import { type DocumentBody, textOf, uploadBytes } from '../support/documents.ts';
import { type Service, startService } from '../support/service.ts';

type List = { documents: DocumentBody[]; next_cursor: string | null; total: number };
type Slice = { text: string; start: number; end: number; total_chars: number };

const TEXT = 'Über 😀 und\r\n中文 – fin. '.repeat(9000);

describe('the documents of a caller', () => {
  let service: Service;
  let id: string;
  before(async () => {
    service = await startService({ STORAGE_MAX_BYTES: '30000000' });
    id = await add('Überblick (1) €.txt', TEXT);
  });
  after(() => service[Symbol.asyncDispose]());

  const add = async (name: string, content: Buffer | string, wait = 30) =>
    (await uploadBytes(service, name, content, { wait })).body.document_id as string;
  const fetched = (path: string, init: RequestInit = {}) => fetch(`${service.url}/api/v1/documents${path}`, init);
  const read = async <T>(path: string) => {
    const response = await fetched(path);
    return { status: response.status, body: (await response.json()) as T };
  };

  it('shows one in the documented shape', async () => {
    const { status, body } = await read<DocumentBody & Record<string, unknown>>(`/${id}`);

    expect(status).to.equal(200);
    expect(body).to.include({
      document_id: id,
      filename: 'Überblick (1) €.txt',
      status: 'completed',
      progress: 100,
      media_type: 'text/plain',
      bytes: Buffer.byteLength(TEXT),
      chars: TEXT.length,
      pages: null,
      error: null,
      embedding_model: null,
      status_url: `/api/v1/documents/${id}`,
    });
    expect(body.sha256).to.match(/^[0-9a-f]{64}$/);
    expect(body.chunk_count).to.be.greaterThan(100);
    expect(body.message).to.be.a('string');
    expect(new Date(body.created_at as string).toISOString()).to.equal(body.created_at);
  });

  it('lists them newest first, page by page, and by status', async () => {
    const ids = [id];
    for (const name of ['b.txt', 'c.txt', 'd.txt']) ids.unshift(await add(name, `This is ${name}.`));
    const blank = await add('blank.txt', ' ');

    const pages: List[] = [];
    for (let cursor: string | null = ''; cursor !== null; cursor = pages.at(-1)!.next_cursor)
      pages.push((await read<List>(`?limit=2&status=completed&cursor=${cursor}`)).body);
    const { body: failed } = await read<List>('?status=failed&limit=&cursor=');

    expect(pages.map(({ documents }) => documents.length)).to.deep.equal([2, 2]);
    expect(pages.flatMap(({ documents }) => documents.map((each) => each.document_id))).to.deep.equal(ids);
    expect(pages.map(({ total }) => total)).to.deep.equal([4, 4]);
    expect([failed.documents.map((each) => each.document_id), failed.total]).to.deep.equal([[blank], 1]);
    expect((await read<List>('')).body).to.include({ total: 5, next_cursor: null });
  });

  for (const wrong of [
    'limit=0',
    'limit=201',
    'limit=1.5',
    'limit=-1',
    'limit=ten',
    'limit=1&limit=2',
    'status=done',
    'cursor=never',
    'cursor=%00',
  ])
    it(`refuses ?${wrong} with 422 that names the parameter`, async () => {
      const { status, body } = await read<{ error: string; details: { path: string; message: string }[] }>(`?${wrong}`);

      expect([status, body.error]).to.deep.equal([422, 'invalid_request']);
      expect(body.details[0]?.path).to.equal(wrong.split('=')[0]);
    });

  it('slices the text by UTF-16 units, whatever stands there', async () => {
    const whole = TEXT;
    const property = fc.asyncProperty(fc.nat(whole.length + 9), fc.nat(20_000), async (start, length) => {
      const { status, body } = await read<Slice>(`/${id}/text?start=${start}&end=${start + length}`);
      const from = Math.min(start, whole.length);
      const end = Math.min(start + length, whole.length);
      expect(status).to.equal(200);
      // JSON carries a lone surrogate as an escape, so a slice that ends inside a pair is exact, too
      expect(body).to.deep.equal({ text: whole.slice(from, end), start: from, end, total_chars: whole.length });
    });
    await fc.assert(property, { numRuns: 50 });
  });

  it('gives at most 100,000 units a call, and as many without an end', async () => {
    for (const query of ['', '?end=99999999', '?start=0&end=100001']) {
      const { body } = await read<Slice>(`/${id}/text${query}`);
      expect([body.start, body.end, body.text.length]).to.deep.equal([0, 100_000, 100_000]);
    }
    expect((await read<Slice>(`/${id}/text?start=7&end=7`)).body).to.include({ text: '', start: 7, end: 7 });
  });

  for (const wrong of ['start=-1', 'end=-1', 'start=5&end=4', 'start=0.5', 'end=x', 'start=1e3', 'start=1&start=2'])
    it(`refuses text?${wrong} with 422`, async () => {
      const { status, body } = await read<{ error: string; details: unknown[] }>(`/${id}/text?${wrong}`);

      expect([status, body.error]).to.deep.equal([422, 'invalid_request']);
      expect(body.details).to.have.length.greaterThan(0);
    });

  it('has no text of a document that has none', async () => {
    const blank = await add('blank2.txt', '\n\n');

    expect(await read(`/${blank}/text`)).to.deep.include({ status: 404 });
  });

  it('gives the original bytes as an attachment that no browser runs', async () => {
    const response = await fetched(`/${id}/file`);

    expect(Buffer.from(await response.arrayBuffer()).equals(Buffer.from(TEXT))).to.equal(true);
    expect(response.headers.get('content-type')).to.equal('text/plain'); // in no charset that somebody checked
    expect(response.headers.get('content-length')).to.equal(String(Buffer.byteLength(TEXT)));
    expect(response.headers.get('x-content-type-options')).to.equal('nosniff');
    expect(response.headers.get('cache-control')).to.equal('no-store');
    expect(response.headers.get('content-disposition')).to.equal(
      `attachment; filename="Überblick (1) ?.txt"; filename*=UTF-8''%C3%9Cberblick%20%281%29%20%E2%82%AC.txt`,
    );
  });

  it('sends a file of 20 MB whole, and answers HEAD with its size alone', async () => {
    const bytes = Buffer.alloc(20 * 1024 * 1024, 'All work and no play. ');
    const large = await add('large.txt', bytes, 0);

    const whole = Buffer.from(await (await fetched(`/${large}/file`)).arrayBuffer());
    const head = await fetched(`/${large}/file`, { method: 'HEAD' });

    expect(whole.equals(bytes)).to.equal(true);
    expect(head.headers.get('content-length')).to.equal(String(bytes.length));
    expect(await head.text()).to.equal('');
    await fetched(`/${large}`, { method: 'DELETE' });
  });

  it('cuts a download off when the document is deleted in the middle of it', async () => {
    const large = await add('cut.txt', Buffer.alloc(20 * 1024 * 1024, 'Here today, gone tomorrow. '), 0);
    const request = get(`${service.url}/api/v1/documents/${large}/file`);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.pause();
    const failed = once(response, 'error');
    await fetched(`/${large}`, { method: 'DELETE' });

    response.resume();

    const [error] = await failed;
    expect(error).to.include({ code: 'ECONNRESET' });
    expect(response.complete).to.equal(false);
  });

  it('deletes one for good', async () => {
    const gone = await add('gone.txt', 'Soon forgotten.');

    const response = await fetched(`/${gone}`, { method: 'DELETE' });

    expect([response.status, await response.text()]).to.deep.equal([204, '']);
    for (const path of ['', '/text', '/file']) expect(await read(`/${gone}${path}`)).to.deep.include({ status: 404 });
    expect((await fetched(`/${gone}`, { method: 'DELETE' })).status).to.equal(404);
    expect((await read<List>('?limit=200')).body.documents.map((each) => each.document_id)).to.not.include(gone);
  });

  for (const unknown of ['doc_unknown', '%00', '%FF', '..%2f..', '__proto__', 'x'.repeat(5000), '%F0%9F%98%80'])
    it(`answers 404 for the id ${unknown.slice(0, 20)}`, async () => {
      for (const path of ['', '/text', '/file']) {
        const { status, body } = await read<{ error: string }>(`/${unknown}${path}`);
        expect([status, body.error]).to.deep.equal([404, 'not_found']);
      }
      expect((await fetched(`/${unknown}`, { method: 'DELETE' })).status).to.equal(404);
    });

  it('refuses with 507 what exceeds the share of its owner, and takes it once there is room', async () => {
    const first = await add('half.txt', Buffer.alloc(16_000_000, 'The first half. '), 0);
    const second = Buffer.alloc(16_000_000, 'The second half. ');

    const refused = await uploadBytes(service, 'second.txt', second);
    await fetched(`/${first}`, { method: 'DELETE' });
    const taken = await uploadBytes(service, 'second.txt', second);

    expect([refused.status, refused.body.error]).to.deep.equal([507, 'quota_exceeded']);
    expect(taken.status).to.equal(202);
    await fetched(`/${taken.body.document_id}`, { method: 'DELETE' });
    expect(await textOf(service, id)).to.have.length(100_000);
  });
});
