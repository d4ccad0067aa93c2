import { once } from 'node:events';
import { connect } from 'node:net';
import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import { scrape } from '../support/page.ts';
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
    ['a header without a colon', 'GET /health HTTP/1.1\r\nHost: localhost\r\nbroken\r\n\r\n', 400],
    [
      'two lengths',
      'POST /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc',
      400,
    ],
    ['headers of 100 KB', `GET /health HTTP/1.1\r\nHost: localhost\r\nX-Long: ${'a'.repeat(100_000)}\r\n\r\n`, 431],
    ['headers that never end', 'GET /health HTTP/1.1\r\nHost: localhost\r\n', 408],
    ['a tunnel', 'CONNECT a:443 HTTP/1.1\r\nHost: localhost\r\n\r\n', 400],
    ['a request without a Host', 'GET /none HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['two Hosts', 'GET /none HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n', 400],
    ['one Host twice', 'GET /none HTTP/1.1\r\nHost: a\r\nConnection: close\r\nHost: a\r\n\r\n', 400],
    [
      'an expectation other than 100-continue',
      'GET /none HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nExpect: miracles\r\n\r\n',
      400,
    ],
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

  it('counts each of them once, as no route and 4xx', async () => {
    const before = await scrape(service.url);

    for (const [, sent] of refused) await rawHttp(service.url, sent);

    const page = await scrape(service.url);
    const counted = (labels: Record<string, string>) =>
      page.sum('http_requests_total', labels) - before.sum('http_requests_total', labels);
    expect(counted({ handler: 'none', method: '_OTHER', status: '4xx' })).to.equal(refused.length - 4);
    expect(counted({})).to.equal(refused.length);
    const lines = service.lines.filter((line) => line.includes('"method":"_OTHER"'));
    for (const line of lines) expect(JSON.parse(line)).to.include.keys('request_id', 'status');
    expect(page.value('http_requests_inprogress')).to.equal(0);
  });

  it('lets a good request be answered that came before', async () => {
    const good = 'GET /api/v1/documents HTTP/1.1\r\nHost: localhost\r\n\r\n';

    for (const bad of ['NONSENSE\r\n\r\n', 'CONNECT a:443 HTTP/1.1\r\nHost: localhost\r\n\r\n']) {
      const first = await rawHttp(service.url, good + bad);

      expect(first.status).to.equal(200);
      expect(first.text.slice(0, Number(first.headers.get('content-length')))).to.equal(
        await (await fetch(`${service.url}/api/v1/documents`)).text(),
      );
      expect(first.text.slice(Number(first.headers.get('content-length')))).to.match(/^HTTP\/1.1 400 Bad Request\r\n/);
    }
  });

  it('lets it be answered also where what breaks is the body of the next, which is told so and counted once', async () => {
    const before = await scrape(service.url);
    const good = 'GET /api/v1/documents HTTP/1.1\r\nHost: localhost\r\n\r\n';
    const broken =
      'POST /api/v1/query HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n';

    const first = await rawHttp(service.url, good + broken);
    const alone = await rawHttp(service.url, broken);

    expect([first.status, alone.status]).to.deep.equal([200, 400]);
    expect(first.text.slice(Number(first.headers.get('content-length')))).to.match(/^HTTP\/1.1 400 Bad Request\r\n/);
    const page = await eventually(
      () => scrape(service.url),
      (now) => now.value('http_requests_inprogress') === 0,
    );
    const moved = (name: string, labels: Record<string, string>) => page.sum(name, labels) - before.sum(name, labels);
    expect(moved('http_requests_total', { handler: '/api/v1/documents', status: '2xx' })).to.equal(1);
    expect(moved('http_requests_total', { handler: '/api/v1/query', status: '4xx' })).to.equal(2);
    expect(moved('http_requests_aborted_total', {})).to.equal(0);
  });

  it('survives clients that reset the tunnel that they asked for', async () => {
    const { hostname, port } = new URL(service.url);
    for (let client = 0; client < 20; client++) {
      const socket = connect({ host: hostname, port: Number(port) });
      await once(socket, 'connect');
      socket.write(`CONNECT a:443 HTTP/1.1\r\nHost: localhost\r\n\r\n${'x'.repeat(100_000)}`);
      socket.resetAndDestroy();
    }

    expect((await fetch(`${service.url}/health`)).status).to.equal(200);
  });

  it('goes on serving', async () => {
    expect((await fetch(`${service.url}/health`)).status).to.equal(200);
  });
});
