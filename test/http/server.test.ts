import { expect } from 'chai';
import { rawHttp } from '../support/raw-http.ts';
import { type Service, startService } from '../support/service.ts';

describe('what Node itself refuses', () => {
  let service: Service;
  before(async () => {
    service = await startService({ HEADERS_TIMEOUT_MS: '1000', REQUEST_TIMEOUT_MS: '1000' });
  });
  after(() => service[Symbol.asyncDispose]());

  const refused: Array<[what: string, sent: string, status: number]> = [
    ['a broken request line', 'NONSENSE\r\n\r\n', 400],
    ['a header without a colon', 'GET /health HTTP/1.1\r\nHost: a\r\nbroken\r\n\r\n', 400],
    ['two lengths', 'POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc', 400],
    ['headers of 100 KB', `GET /health HTTP/1.1\r\nHost: a\r\nX-Long: ${'a'.repeat(100_000)}\r\n\r\n`, 431],
    ['headers that never end', 'GET /health HTTP/1.1\r\nHost: a\r\n', 408],
    ['an expectation other than 100-continue', 'GET /health HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\n\r\n', 400],
  ];
  for (const [what, sent, status] of refused) {
    it(`answers ${what} with ${status} in the error shape`, async () => {
      const answer = await rawHttp(service.url, sent);

      const body = JSON.parse(answer.text);
      expect(answer.status).to.equal(status);
      expect(body).to.have.keys('error', 'message', 'request_id').and.include({ error: 'malformed_request' });
      expect(answer.headers.get('x-request-id')).to.equal(body.request_id);
    });
  }

  it('goes on serving', async () => {
    expect((await fetch(`${service.url}/health`)).status).to.equal(200);
  });
});
