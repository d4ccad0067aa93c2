import { setInterval as every } from 'node:timers/promises';
import { expect } from 'chai';
import { filesUnderWay } from '../support/documents.ts';
import { eventually } from '../support/eventually.ts';
import { watchMemory } from '../support/processes.ts';
import { BOUNDARY, END, filePart, part, pump, rawUpload, sendUpload } from '../support/raw-upload.ts';
import { type Service, startService } from '../support/service.ts';

const MIB = 1024 * 1024;

describe('a form that is not as it should be', () => {
  let service: Service;
  let slow: ReturnType<typeof rawUpload>;
  before(async () => {
    service = await startService({ UPLOAD_MAX_BYTES: '100000' });
    slow = rawUpload(service.url, { length: 50_000 });
    dripping(slow, filePart('x'.repeat(40_000))); // takes its time beside the others
  });
  after(() => service[Symbol.asyncDispose]());

  const NO_FORMS: [what: string, type: string | null, status: number, code: string][] = [
    ['no type at all', null, 415, 'unsupported_media_type'],
    ['JSON', 'application/json', 415, 'unsupported_media_type'],
    ['a web form without files', 'application/x-www-form-urlencoded', 415, 'unsupported_media_type'],
    ['another multipart', `multipart/mixed; boundary=${BOUNDARY}`, 415, 'unsupported_media_type'],
    ['no boundary', 'multipart/form-data', 400, 'malformed_upload'],
    ['an empty boundary', 'multipart/form-data; boundary=', 400, 'malformed_upload'],
    ['a boundary that never comes', 'multipart/form-data; boundary=other', 400, 'malformed_upload'],
  ];
  for (const [what, type, status, code] of NO_FORMS) {
    it(`is refused with ${status}: ${what}`, async () => {
      const answer = await sendUpload(service.url, filePart('Hello') + END, { type });

      expect([answer.status, answer.body.error]).to.deep.equal([status, code]);
    });
  }

  const field = (name: string) => part(`Content-Disposition: form-data; name="${name}"`, 'x');
  const BAD_FORMS: [what: string, body: string, status: number, code: string][] = [
    ['nothing in it', '', 400, 'malformed_upload'],
    ['only its end', END, 422, 'invalid_request'],
    ['no end', filePart('Hello'), 400, 'malformed_upload'],
    ['no end of the file', filePart('Hello').slice(0, -3), 400, 'malformed_upload'],
    ['two files', filePart('One') + filePart('Two') + END, 422, 'invalid_request'],
    ['a file and a field', filePart('One') + field('title') + END, 422, 'invalid_request'],
    ['40 fields', Array.from({ length: 40 }, (_, at) => field(`f${at}`)).join('') + END, 422, 'invalid_request'],
    ['a field __proto__', field('__proto__') + filePart('One') + END, 422, 'invalid_request'],
    ["a field in the file's place", field('file') + END, 422, 'invalid_request'],
    ['a file of another name', filePart('One', { name: 'document' }) + END, 422, 'invalid_request'],
    ['a file __proto__', filePart('One', { name: '__proto__' }) + END, 422, 'invalid_request'],
    ['a part without a name', part('Content-Type: text/plain', 'x') + END, 422, 'invalid_request'],
    ['a junk part after the file', filePart('One') + part('X: y', 'x') + END, 422, 'invalid_request'],
    ['a part header of 64 KB', part(`X-Long: ${'x'.repeat(64 * 1024)}`, 'x') + END, 400, 'malformed_upload'],
    ['a part header without a colon', part('Hello', 'x') + END, 400, 'malformed_upload'],
  ];
  for (const [what, body, status, code] of BAD_FORMS) {
    it(`is refused with ${status}: ${what}`, async () => {
      const answer = await sendUpload(service.url, body);

      expect([answer.status, answer.body.error]).to.deep.equal([status, code]);
      expect(answer.body).to.have.property('request_id');
      expect(answer.body.message).to.be.a('string').and.not.equal('');
    });
  }

  for (const [what, body, names] of [
    ['a file of another name', filePart('One', { name: 'document' }) + END, ['file', 'document']],
    ['a field before the file', field('title') + filePart('One') + END, ['file', 'title']],
    ['a field after the file', filePart('One') + field('title') + END, ['file', 'title']],
    ['a field in its place', field('file') + END, ['file']],
  ] as const)
    it(`is told which part to mend: ${what}`, async () => {
      const answer = await sendUpload(service.url, body);

      const details = answer.body.details as { path: string }[];
      expect(details.map(({ path }) => path)).to.deep.equal(names);
    });

  it('gets a name of ours where it has none, and keeps one that is encoded', async () => {
    const nameless = part(
      'Content-Disposition: form-data; name="file"\r\nContent-Type: application/octet-stream',
      'Nameless.',
    );
    const encoded = part(
      `Content-Disposition: form-data; name="file"; filename*=UTF-8''na%C3%AFve%20%E2%82%AC.txt`,
      'Encoded.',
    );

    expect((await sendUpload(service.url, nameless + END)).body).to.include({ filename: 'unnamed' });
    expect((await sendUpload(service.url, encoded + END)).body).to.include({ filename: 'naïve €.txt' });
  });

  it('may be as large as the limit, and not a byte larger', async () => {
    const largest = await sendUpload(service.url, filePart('x'.repeat(100_000)) + END);
    const larger = await sendUpload(service.url, filePart('x'.repeat(100_001)) + END);

    expect(largest.status).to.equal(202);
    expect([larger.status, larger.body.error]).to.deep.equal([413, 'payload_too_large']);
  });

  for (const announced of [true, false]) {
    it(`is answered 413 after a few MB when it has 200 MB, ${announced ? 'announced' : 'chunked'}, at the cost of little memory`, async () => {
      await eventually(unfinished, (documents) => documents === 0); // a parsing child counts too
      const memory = watchMemory(service.pid);
      const before = memory.nowBytes();

      const { socket, answer } = rawUpload(service.url, announced ? { length: 200 * MIB } : {});
      const head = filePart('').slice(0, -2);
      socket.write(announced ? head : `${head.length.toString(16)}\r\n${head}\r\n`);
      const sent = await pump(socket, announced ? Buffer.alloc(65_536, 'x') : chunk('x'.repeat(65_536)), 200 * MIB);
      const { status, body, headers } = await answer;
      memory.stop();

      expect([status, body.error]).to.deep.equal([413, 'payload_too_large']);
      expect(headers).to.match(/^connection: close$/im);
      expect(sent).to.be.below(20 * MIB);
      expect(memory.peakBytes() - before).to.be.below(50 * MIB);
    });
  }

  async function unfinished(): Promise<number> {
    const { documents } = (await (await fetch(`${service.url}/api/v1/documents?limit=100`)).json()) as {
      documents: { status: string }[];
    };
    return documents.filter(({ status }) => !['completed', 'failed'].includes(status)).length;
  }

  it('leaves nothing behind when its client does', async () => {
    const { socket } = rawUpload(service.url, { length: 90_000 });
    socket.write(filePart('x'.repeat(50_000)));
    await eventually(
      () => filesUnderWay(service),
      ({ length }) => length >= 2,
    ); // this one's and the slow one's
    socket.destroy();

    await eventually(
      () => filesUnderWay(service),
      ({ length }) => length === 1,
    );
    const { total } = (await (await fetch(`${service.url}/api/v1/documents`)).json()) as { total: number };
    expect(total).to.equal(3); // those that were whole
  });

  it('is not waited for when it comes at a byte a second, and leaves nothing behind', async () => {
    const { status, body } = await slow.answer;

    expect([status, body.error]).to.deep.equal([400, 'malformed_request']);
    expect(await filesUnderWay(service)).to.deep.equal([]);
    expect((await fetch(`${service.url}/health`)).status).to.equal(200);
  });
});

async function dripping({ socket }: ReturnType<typeof rawUpload>, body: string): Promise<void> {
  socket.write(body.slice(0, 200));
  for await (const at of every(1000, counter())) {
    if (!socket.writable) return;
    socket.write(body.charAt(at.next()));
  }
}

function counter() {
  let at = 200;
  return { next: () => at++ };
}

function chunk(content: string): Buffer {
  return Buffer.from(`${content.length.toString(16)}\r\n${content}\r\n`);
}
