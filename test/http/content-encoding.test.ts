import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { rawHttp } from '../support/raw-http.ts';
import { BOUNDARY, END, filePart } from '../support/raw-upload.ts';
import { type Service, startService } from '../support/service.ts';

const BODIES = {
  '/api/v1/query': ['application/json', '{"query": "Who?"}'],
  '/api/v1/documents/upload': [`multipart/form-data; boundary=${BOUNDARY}`, filePart('Hello') + END],
} as const;

describe('the encoding of a body', () => {
  let service: Service;
  before(async () => {
    service = await startService();
  });
  after(() => service[Symbol.asyncDispose]());

  for (const [path, [type, body]] of Object.entries(BODIES)) {
    const send = (encoding: string, sent: Buffer | string = body) =>
      fetch(`${service.url}${path}`, {
        method: 'POST',
        headers: { 'Content-Type': type, 'Content-Encoding': encoding },
        body: typeof sent === 'string' ? sent : new Uint8Array(sent),
      });

    it(`is refused with 415 and what is taken, whatever it is, by ${path}`, async () => {
      for (const encoding of ['gzip', 'br', 'zstd', 'x-unknown', 'identity, gzip', 'gzip;q=0']) {
        const answer = await send(encoding, encoding === 'gzip' ? gzipSync(body) : body);

        expect([answer.status, answer.headers.get('accept-encoding')], encoding).to.deep.equal([415, 'identity']);
        expect(await answer.json()).to.include({ error: 'unsupported_media_type' });
      }
    });

    it(`may be none, or none by name, of ${path}`, async () => {
      for (const encoding of ['', 'identity', 'Identity']) expect((await send(encoding)).status).to.be.within(200, 202);
    });
  }

  it('is refused before the body is asked for', async () => {
    const answer = await rawHttp(
      service.url,
      'POST /api/v1/query HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n' +
        'Content-Encoding: gzip\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n',
    );

    expect([answer.status, answer.interim]).to.deep.equal([415, []]);
  });
});
