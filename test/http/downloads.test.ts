import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { expect } from 'chai';
import { uploadBytes } from '../support/documents.ts';
import { eventually } from '../support/eventually.ts';
import { scrape } from '../support/page.ts';
import { type Service, startService } from '../support/service.ts';
import { token } from '../support/token.ts';

const SECRET = 'the secret of these tests, 32 bytes and more';
const FILE = Buffer.alloc(16 * 1024 * 1024, 'Here today, gone tomorrow. ');

describe('a download', () => {
  let service: Service;
  before(async () => {
    service = await startService({ JWT_SECRET: SECRET });
  });
  after(() => service[Symbol.asyncDispose]());

  /** A caller of its own with one large file; `opened` is a download of which it has read the head alone. */
  async function caller(sub: string) {
    const headers = { Authorization: `Bearer ${await token({ sub }, SECRET)}` };
    const { body } = await uploadBytes(service, 'a.txt', FILE, { headers });
    const url = `${service.url}${body.status_url}`;
    const opened = async () => {
      const [response] = (await once(get(`${url}/file`, { headers, agent: false }), 'response')) as [IncomingMessage];
      response.on('error', () => {}).pause();
      return response;
    };
    return { url, headers, opened };
  }

  it('is one of at most four of its caller, whatever other callers do, and gives its place back', async () => {
    const ana = await caller('ana');
    const ben = await caller('ben');
    const running = await Promise.all([ana.opened(), ana.opened(), ana.opened(), ana.opened()]);

    const fifth = await fetch(`${ana.url}/file`, { headers: ana.headers });
    const head = await fetch(`${ana.url}/file`, { method: 'HEAD', headers: ana.headers });
    const other = await ben.opened();
    running[0]?.destroy();
    const next = await eventually(
      () => ana.opened(),
      ({ statusCode }) => statusCode === 200,
    );

    const body = await fifth.json();
    expect(running.map(({ statusCode }) => statusCode)).to.deep.equal([200, 200, 200, 200]);
    expect([fifth.status, fifth.headers.get('retry-after')]).to.deep.equal([429, '1']);
    expect(body).to.include({ error: 'rate_limited', policy: 'downloads', retry_after: 1 });
    expect([head.status, other.statusCode]).to.deep.equal([200, 200]);
    for (const response of [...running, other, next]) response.destroy();
  });

  it('ends with its document: cut off, for its client to see, and no failure of ours', async () => {
    const { url, headers, opened } = await caller('cleo');
    const before = await scrape(service.url);
    const download = await opened();

    const removed = await fetch(url, { method: 'DELETE', headers });
    await new Promise((closed) => download.once('close', closed).resume());

    expect([removed.status, download.complete]).to.deep.equal([204, false]);
    const page = await eventually(
      () => scrape(service.url),
      (now) => now.value('http_requests_inprogress') === 0,
    );
    const moved = (name: string, labels: Record<string, string>) => page.sum(name, labels) - before.sum(name, labels);
    expect(moved('http_requests_total', { handler: '/api/v1/documents/{id}/file', status: '4xx' })).to.equal(1);
    expect(moved('http_requests_aborted_total', {})).to.equal(0);
    expect(service.lines.filter((line) => /unexpected failure|cannot serve|MaxListeners/.test(line))).to.deep.equal([]);
  });
});
