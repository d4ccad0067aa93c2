import { once } from 'node:events';
import { connect } from 'node:net';
import { expect } from 'chai';
import { filesUnderWay } from '../support/documents.ts';
import { eventually } from '../support/eventually.ts';
import { type Page, scrape } from '../support/page.ts';
import { type RawAnswer, rawHttp } from '../support/raw-http.ts';
import { BOUNDARY, filePart } from '../support/raw-upload.ts';
import { type Service, startService } from '../support/service.ts';
import { told } from '../support/told.ts';

const ROUTES = [
  { path: '/api/v1/query', type: 'application/json', policy: 'query', begun: '{"query": "Wh' },
  {
    path: '/api/v1/documents/upload',
    type: `multipart/form-data; boundary=${BOUNDARY}`,
    policy: 'upload',
    begun: filePart('x'.repeat(5000)).slice(0, -100),
  },
] as const;

describe('a body that does not come to its end', () => {
  let service: Service;
  let left = 0;
  before(async () => {
    service = await startService({
      RATE_LIMIT_ENABLED: 'true',
      RATE_LIMIT_QUERY: '1000/minute',
      RATE_LIMIT_UPLOAD: '1000/minute',
      HEADERS_TIMEOUT_MS: '1000',
      REQUEST_TIMEOUT_MS: '1000',
      CORS_ORIGINS: 'https://app.example',
    });
  });
  after(() => service[Symbol.asyncDispose]());

  for (const { path, type, policy, begun } of ROUTES) {
    const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nOrigin: https://app.example\r\nX-Request-Id: mine.1\r\nContent-Type: ${type}\r\n`;
    const whole = `${head}Content-Length: ${begun.length + 1000}\r\n\r\n${begun}`;
    const chunked = `${head}Transfer-Encoding: chunked\r\n\r\n${begun.length.toString(16)}\r\n${begun}\r\n`;

    const broken: [what: string, sent: string, status: number][] = [
      ['a bad chunk', `${chunked}ZZ\r\n`, 400],
      ['a chunk that is longer than it says', `${chunked}3\r\nabcdef\r\n`, 400],
      ['a stall past the timeout', whole, 408],
      ['a stall between chunks', chunked, 408],
      ['a bad chunk before anything else', `${head}Transfer-Encoding: chunked\r\n\r\n-1\r\n`, 400],
    ];
    for (const [what, sent, status] of broken)
      it(`is told so with all that every answer of its route carries: ${what} of ${path}`, async () => {
        const before = await scrape(service.url);

        const answer = await rawHttp(service.url, sent);

        isWholeAnswer(answer, status, policy);
        const page = await settled();
        expect(moved(before, page, 'http_requests_total', path, { status: '4xx' })).to.equal(1);
        expect(moved(before, page, 'http_requests_aborted_total', path)).to.equal(0);
        expect(service.lines.filter((line) => line.includes('unexpected failure'))).to.deep.equal([]);
      });

    for (const [how, sent] of [
      ['with a length', whole],
      ['in chunks', chunked],
    ] as const)
      for (const leave of ['end', 'destroySoon', 'resetAndDestroy'] as const)
        it(`is 499 and aborted where its client leaves, by ${leave}, ${how}, of ${path}`, async () => {
          const before = await scrape(service.url);
          const id = `left.${left++}`;

          const socket = await opened();
          await new Promise((written) => socket.write(sent.replace('mine.1', id), written));
          socket[leave]();
          if (!socket.closed) await once(socket.resume(), 'close');

          const page = await eventually(settled, (now) => moved(before, now, 'http_requests_total', path) === 1);
          expect(moved(before, page, 'http_requests_total', path, { status: '4xx' })).to.equal(1);
          expect(moved(before, page, 'http_requests_aborted_total', path)).to.equal(1);
          const [line = ''] = await told(service, new RegExp(`"request_id":"${id}"`));
          expect(JSON.parse(line)).to.include({ route: path, status: 499, aborted: true });
          expect(await filesUnderWay(service)).to.deep.equal([]);
        });
  }

  it('is answered after the answers to what came before on its connection', async () => {
    const good = 'GET /api/v1/documents HTTP/1.1\r\nHost: localhost\r\n\r\n';
    const bad =
      'POST /api/v1/query HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n';

    const first = await rawHttp(service.url, `${good}${bad}X-Request-Id: mine.2\r\n\r\nZZ\r\n`);

    expect(first.status).to.equal(200);
    const second = first.text.slice(Number(first.headers.get('content-length')));
    expect(second)
      .to.match(/^HTTP\/1.1 400 /)
      .and.match(/^x-request-id: mine.2\r$/im)
      .and.match(/^ratelimit: /im);
  });

  function isWholeAnswer({ status, headers, text }: RawAnswer, expected: number, policy: string): void {
    expect(status).to.equal(expected);
    expect(JSON.parse(text)).to.have.keys('error', 'message', 'request_id');
    expect(JSON.parse(text)).to.include({ error: 'malformed_request', request_id: 'mine.1' });
    expect(Object.fromEntries(headers)).to.include({
      'x-request-id': 'mine.1',
      'cache-control': 'no-store',
      'x-ratelimit-limit': '1000',
      'ratelimit-policy': `"${policy}";q=1000;w=60`,
      'access-control-allow-origin': 'https://app.example',
      connection: 'close',
    });
    expect(headers.get('ratelimit')).to.match(new RegExp(`^"${policy}";r=\\d+;t=\\d+$`));
  }

  async function opened() {
    const { hostname, port } = new URL(service.url);
    const socket = connect({ host: hostname, port: Number(port) });
    socket.on('error', () => {});
    await once(socket, 'connect');
    return socket;
  }

  function settled(): Promise<Page> {
    return eventually(
      () => scrape(service.url),
      (page) => page.value('http_requests_inprogress') === 0,
    );
  }
});

function moved(before: Page, now: Page, name: string, handler: string, labels: Record<string, string> = {}): number {
  return now.sum(name, { handler, ...labels }) - before.sum(name, { handler, ...labels });
}
