import { expect } from 'chai';
import fc from 'fast-check';
import { originForm } from '../../src/http/wire/request-target.ts';
import { scrape } from '../support/page.ts';
import { rawHttp } from '../support/raw-http.ts';
import { type Service, startService } from '../support/service.ts';

/** Everything that Node takes for a target, and more of what URLs are made of. */
const target = fc.oneof(
  fc.string({ unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)), minLength: 1 }),
  fc
    .array(
      fc.constantFrom('http://', 'https:', '//', '/', ':', '@', '[', ']', '::1', '%', '%zz', '?', '#', 'a.b', '80'),
    )
    .map((pieces) => `http://${pieces.join('')}`),
);

describe('a request target', () => {
  let service: Service;
  before(async () => {
    service = await startService();
  });
  after(() => service[Symbol.asyncDispose]());

  it('may be a whole URL, whose host then counts instead of the Host header', async () => {
    for (const url of ['http://localhost/api/v1/documents', 'HTTPS://127.0.0.1:443/api/v1/documents?limit=1'])
      expect((await get(url)).status, url).to.equal(200);
    for (const url of ['http://other.example/api/v1/documents', 'http://localhost@a.b/api/v1/documents']) {
      const { status, text } = await get(url);
      expect([status, JSON.parse(text).error], url).to.deep.equal([421, 'misdirected_request']);
    }
    expect((await get('http://other.example/health')).status).to.equal(200); // as for every host: probes
    expect(originForm('http://a.b')).to.equal('/');
    expect(originForm('http://a.b?c=/d')).to.equal('/?c=/d');
    expect(originForm('//a.b/c')).to.equal('//a.b/c');
    expect(originForm('http://a.b/c#@d://')).to.equal('/c');
  });

  it('that is neither path nor URL is answered 400 and said nowhere', async () => {
    for (const bad of ['http://h:abc/planted?planted', 'http://planted@h:1:2/', 'http://[::1/planted', 'http://h@']) {
      const { status, text } = await get(bad);

      expect(status, bad).to.equal(400);
      expect(JSON.parse(text)).to.include({ error: 'malformed_request' });
    }
    expect(service.lines.join()).to.not.contain('planted');
  });

  it('whatever it is, is served or answered below 500 in the error shape, counted once and printed nowhere', async () => {
    const before = await scrape(service.url);
    let sent = 0;

    await fc.assert(
      fc.asyncProperty(target, async (random) => {
        sent += 1;
        const { status, headers, text } = await get(random);

        expect(status).to.be.within(200, 499);
        if (status >= 400) expect(JSON.parse(text).request_id).to.equal(headers.get('x-request-id'));
      }),
      { numRuns: 300 },
    );

    const page = await scrape(service.url);
    expect(page.sum('http_requests_total') - before.sum('http_requests_total')).to.equal(sent);
    for (const line of service.lines) expect(() => JSON.parse(line), line).to.not.throw();
  });

  function get(sent: string) {
    return rawHttp(service.url, `GET ${sent} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  }
});
