import { expect } from 'chai';
import fc from 'fast-check';
import { isOwnHost } from '../../src/http/foreign-pages.ts';
import { scrape } from '../support/page.ts';
import { rawHttp } from '../support/raw-http.ts';
import { type Service, startService } from '../support/service.ts';

const SECRET = 'the secret of these tests, 32 bytes and more';
const LISTED = 'https://app.example';

/** Sends a request with exactly these headers, which `fetch` would not. */
async function send({ url }: Service, headers: Record<string, string>, start = 'GET /api/v1/documents') {
  const lines = Object.entries({ Host: 'localhost', ...headers, Connection: 'close' });
  const answer = await rawHttp(
    url,
    `${start} HTTP/1.1\r\n${lines.map((line) => `${line.join(': ')}\r\n`).join('')}\r\n`,
  );
  const error = /"error":"(\w+)"/.exec(answer.text)?.[1];
  return { ...answer, outcome: error ? `${answer.status} ${error}` : String(answer.status) };
}

describe('while no token is required', () => {
  let service: Service;
  before(async () => {
    service = await startService({
      CORS_ORIGINS: LISTED,
      ALLOWED_HOSTS: 'Docs.Example., intranet',
      RATE_LIMIT_ENABLED: 'true',
      RATE_LIMIT_DEFAULT: '1000/minute',
    });
  });
  after(() => service[Symbol.asyncDispose]());

  const own = [
    'localhost',
    'LocalHost:80',
    'localhost.',
    'app.localhost:1',
    '127.0.0.1',
    '192.168.1.7:8000',
    '[::1]:8000',
  ];
  for (const host of [...own, '[fe80::1]', 'docs.example', 'DOCS.example.:443', 'intranet:8000'])
    it(`serves the host ${host}`, async () => {
      expect((await send(service, { Host: host })).outcome).to.equal('200');
    });

  const foreign = [
    'evil.example',
    'docs.example.evil.example',
    'evil-localhost',
    'localhost.evil.example',
    'localhost:80@evil',
  ];
  const odd = [
    '127.0.0.1.evil.example',
    '0x7f.1',
    '2130706433',
    '[::1',
    '::1',
    '[localhost]',
    'localhost:8a',
    'a.docs.example',
    'local host',
  ];
  for (const host of [...foreign, ...odd, '[127.0.0.1]', 'localhost,evil.example', ''])
    it(`refuses the host "${host}" with 421, in the error shape`, async () => {
      const answer = await send(service, { Host: host });

      expect(answer.outcome).to.equal('421 misdirected_request');
      expect(JSON.parse(answer.text)).to.have.keys('error', 'message', 'request_id');
      expect(answer.headers.get('x-ratelimit-limit')).to.equal('1000');
      expect(answer.headers.get('cache-control')).to.equal('no-store');
    });

  it('refuses two Host headers with 400, even when both are its own', async () => {
    const answer = await rawHttp(
      service.url,
      'GET /api/v1/usage HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    );

    expect([answer.status, JSON.parse(answer.text).error]).to.deep.equal([400, 'malformed_request']);
  });

  const pages: Record<string, [headers: Record<string, string>, outcome: string]> = {
    'no page at all': [{}, '200'],
    'its own page': [{ 'Sec-Fetch-Site': 'same-origin', Origin: 'http://localhost' }, '200'],
    'its own page behind a proxy that speaks https': [{ Host: 'docs.example', Origin: 'https://docs.example' }, '200'],
    'an address that somebody typed': [{ 'Sec-Fetch-Site': 'none', 'Sec-Fetch-Mode': 'navigate' }, '200'],
    'a listed origin': [{ 'Sec-Fetch-Site': 'cross-site', Origin: LISTED }, '200'],
    'a foreign page': [{ 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' }, '403 forbidden_origin'],
    'a foreign page, by an image or a link': [{ 'Sec-Fetch-Site': 'cross-site' }, '403 forbidden_origin'],
    'a foreign page in a browser that says no site': [{ Origin: 'https://evil.example' }, '403 forbidden_origin'],
    'a page that is not said': [{ Origin: 'null' }, '403 forbidden_origin'],
    'another port of this machine': [
      { 'Sec-Fetch-Site': 'same-site', Origin: 'http://localhost:3000' },
      '403 forbidden_origin',
    ],
    'an origin like a listed one': [{ Origin: `${LISTED}.evil.example` }, '403 forbidden_origin'],
  };
  for (const [who, [headers, outcome]] of Object.entries(pages))
    it(`answers ${who} with ${outcome}`, async () => {
      expect((await send(service, headers)).outcome).to.equal(outcome);
    });

  it('takes no form of a foreign page in, and counts it as 4xx of its route', async () => {
    const before = await scrape(service.url);
    const form = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nplanted\r\n--x--\r\n';
    const head = `Sec-Fetch-Site: cross-site\r\nOrigin: null\r\nContent-Type: multipart/form-data; boundary=x`;

    const answer = await rawHttp(
      service.url,
      `POST /api/v1/documents/upload HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${head}\r\nContent-Length: ${form.length}\r\n\r\n${form}`,
    );

    const documents = await (await fetch(`${service.url}/api/v1/documents`)).json();
    expect([answer.status, JSON.parse(answer.text).error]).to.deep.equal([403, 'forbidden_origin']);
    expect(documents).to.include({ total: 0 });
    const labels = { handler: '/api/v1/documents/upload', status: '4xx' };
    const counted = (await scrape(service.url)).sum('http_requests_total', labels);
    expect(counted - before.sum('http_requests_total', labels)).to.equal(1);
  });

  it('lets probes call by any name, and scrapes once a token guards them', async () => {
    await using guarded = await startService({ METRICS_TOKEN: 'a token of these tests' });
    const strange = { Host: 'docent:8000', 'Sec-Fetch-Site': 'cross-site' };

    expect((await send(service, strange, 'GET /health')).outcome).to.equal('200');
    expect((await send(service, strange, 'GET /health/ready')).outcome).to.equal('200');
    expect((await send(service, strange, 'GET /metrics')).outcome).to.equal('421 misdirected_request');
    expect((await send(guarded, strange, 'GET /metrics')).outcome).to.equal('401 unauthorized');
    const token = { Authorization: 'Bearer a token of these tests' };
    expect((await send(guarded, { ...strange, ...token }, 'GET /metrics')).outcome).to.equal('200');
  });

  it('asks neither host nor origin once a token is required: no page has one to send', async () => {
    await using closed = await startService({ AUTH_REQUIRED: 'true', JWT_SECRET: SECRET });

    const answer = await send(closed, { Host: 'docent:8000', Origin: 'https://evil.example' });

    expect(answer.outcome).to.equal('401 unauthorized');
  });

  it('takes no name for its own that is neither listed nor a loopback name', () => {
    const label = fc.stringMatching(/^[a-z0-9-]{1,8}$/);
    const name = fc.tuple(
      fc.array(label, { minLength: 1, maxLength: 3 }),
      fc.constantFrom('evil', 'localhosts', 'test'),
    );
    fc.assert(
      fc.property(name, fc.constantFrom('', '.', ':80', '.:80'), ([labels, last], end) => {
        expect(isOwnHost(`${[...labels, last].join('.')}${end}`, ['listed'])).to.equal(false);
      }),
    );
  });
});
