import { expect } from 'chai';
import { upload } from '../support/library.ts';
import { rawHttp } from '../support/raw-http.ts';
import { type Service, startService } from '../support/service.ts';

const HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

function shown(headers: Headers): Record<string, string | null> {
  return Object.fromEntries(Object.keys(HEADERS).map((name) => [name, headers.get(name)]));
}

describe('what an answer tells browsers', () => {
  let service: Service;
  before(async () => {
    service = await startService({ JWT_SECRET: 'a secret of 32 bytes and more, of this test' });
  });
  after(() => service[Symbol.asyncDispose]());

  const requests: Record<string, [path: string, init?: RequestInit]> = {
    'a list': ['/api/v1/documents'],
    'a path that is not there': ['/nothing'],
    'a verb that a route lacks': ['/health', { method: 'PUT' }],
    'a token that fails': ['/api/v1/usage', { headers: { Authorization: 'Bearer x' } }],
    'a body that is none': ['/api/v1/query', { method: 'POST', body: 'x' }],
    'a preflight': ['/api/v1/query', { method: 'OPTIONS' }],
    health: ['/health'],
    readiness: ['/health/ready'],
    metrics: ['/metrics'],
  };
  for (const [what, [path, init]] of Object.entries(requests))
    it(`keeps them from guessing, telling, running and framing: ${what}`, async () => {
      const { headers } = await fetch(service.url + path, init);

      expect(shown(headers)).to.deep.equal(HEADERS);
    });

  it('does so for a stream of events', async () => {
    const body = JSON.stringify({ query: 'What is it?', stream: true });
    const headers = { 'Content-Type': 'application/json' };

    const response = await fetch(`${service.url}/api/v1/query`, { method: 'POST', headers, body });

    expect(response.headers.get('content-type')).to.match(/^text\/event-stream/);
    expect(shown(response.headers)).to.deep.equal(HEADERS);
    await response.text();
  });

  it('does so for what Node itself refuses', async () => {
    for (const sent of ['NONSENSE\r\n\r\n', 'CONNECT a:443 HTTP/1.1\r\nHost: localhost\r\n\r\n'])
      expect(shown((await rawHttp(service.url, sent)).headers)).to.deep.equal(HEADERS);
  });

  it('gives an uploaded page no origin and no rights', async () => {
    const id = await upload(service, 'page.html', '<html><script>alert(1)</script>Some words.</html>');

    const { headers } = await fetch(`${service.url}/api/v1/documents/${id}/file`);

    expect(headers.get('content-type')).to.equal('text/html');
    expect(shown(headers)).to.deep.equal({
      ...HEADERS,
      'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
    });
  });
});
