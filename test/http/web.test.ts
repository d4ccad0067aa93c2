import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import { MEDIA_TYPES } from '../../src/documents/document.ts';
import { createStaticFiles } from '../../src/http/static-files.ts';
import { scrape } from '../support/page.ts';
import { rawHttp } from '../support/raw-http.ts';
import { type Service, startService } from '../support/service.ts';

const WIRE_MAX_BYTES = 100_000;

/** What a page names, and what that names in turn: all that a browser loads before anything is clicked. */
async function loadedWith(url: string, path: string, seen = new Map<string, Response>()) {
  if (seen.has(path)) return seen;
  const response = await fetch(url + path);
  seen.set(path, response);
  const text = await response.clone().text();
  const named = [...text.matchAll(/(?:src|href)="(\/assets\/[^"]+)"|^import .* from '\.\/([\w-]+\.js)'/gm)];
  for (const [, absolute, relative] of named) await loadedWith(url, absolute ?? `/assets/${relative}`, seen);
  return seen;
}

describe('the pages', () => {
  let service: Service;
  before(async () => {
    service = await startService({
      AUTH_REQUIRED: 'true',
      JWT_SECRET: 'the secret of the tests of the pages, 32 bytes and more',
      RATE_LIMIT_ENABLED: 'true',
      RATE_LIMIT_DEFAULT: '1/day',
    });
  });
  after(() => service[Symbol.asyncDispose]());

  for (const path of ['/', '/docs'])
    it(`shows ${path} and its files to everybody, counted by no limit, all from here and by a strict policy`, async () => {
      const loaded = await loadedWith(service.url, path);

      for (const [name, response] of loaded) {
        expect(response.status, name).to.equal(200);
        expect(response.headers.get('x-ratelimit-limit'), name).to.equal(null);
        expect(response.headers.get('x-content-type-options'), name).to.equal('nosniff');
      }
      expect([...loaded.keys()]).to.have.length.above(4);
      const policy = loaded.get(path)?.headers.get('content-security-policy');
      expect(policy).to.match(/^default-src 'none'; script-src 'self'; style-src 'self'; .*frame-ancestors 'none'/);
      expect(policy).not.to.match(/unsafe|https?:|\*/);
      const markup = await loaded.get(path)?.text();
      expect(markup).not.to.match(/<style|style=|\son\w+=|<script(?![^>]* src=)/);
    });

  it('weighs at most 100 kB on the wire', async () => {
    const files = await loadedWith(service.url, '/');

    const weights = await Promise.all([...files.keys()].map((path) => wireBytes(service.url, path)));

    expect(weights.reduce((all, one) => all + one, 0)).to.be.within(5000, WIRE_MAX_BYTES);
  });

  it('sends a file again only when it has changed', async () => {
    const first = await fetch(`${service.url}/assets/main.js`);
    const etag = first.headers.get('etag') as string;
    const again = await fetch(`${service.url}/assets/main.js`, { headers: { 'If-None-Match': etag } });
    const other = await fetch(`${service.url}/assets/main.js`, { headers: { 'If-None-Match': '"another"' } });

    expect([again.status, await again.text()]).to.deep.equal([304, '']);
    expect(again.headers.get('etag')).to.equal(etag);
    expect(first.headers.get('cache-control')).to.equal('no-cache');
    expect(await other.text()).to.equal(await first.text());
  });

  it('sends the same bytes zipped to whoever takes them so, and plain to others', async () => {
    for (const path of ['/', '/assets/style.css', '/assets/swagger-ui.css']) {
      const plain = await bytesOf(service.url, path, 'identity');
      const zipped = await bytesOf(service.url, path, 'gzip');

      expect(gunzipSync(zipped).equals(plain), path).to.equal(true);
      expect(zipped.length).to.be.below(plain.length);
    }
  });

  it('offers every format to choose from', async () => {
    const page = await (await fetch(`${service.url}/`)).text();
    const offered = / accept="([^"]*)"/.exec(page)?.[1]?.split(',') ?? [];

    expect(offered).to.include.members(Object.keys(MEDIA_TYPES).map((extension) => `.${extension}`));
  });

  it('answers HEAD as GET, without the body', async () => {
    const head = await fetch(`${service.url}/`, { method: 'HEAD' });

    expect([head.status, head.headers.get('content-type'), await head.text()]).to.deep.equal([
      200,
      'text/html; charset=utf-8',
      '',
    ]);
  });

  for (const name of [
    'nothing.js',
    'page.html',
    '..%2fconfig.ts',
    '%2e%2e%2fconfig.ts',
    'swagger-ui.css.gz',
    'types.d.ts',
    '__proto__',
  ])
    it(`has no asset ${name}`, async () => {
      const response = await fetch(`${service.url}/assets/${name}`);

      expect(response.status).to.equal(404);
      expect(await response.json()).to.include({ error: 'not_found' });
    });

  it('counts all assets under one label, and times none of them', async () => {
    await fetch(`${service.url}/assets/main.js`);
    await fetch(`${service.url}/assets/nothing-of-the-kind.js`);

    const { series } = await scrape(service.url);

    const labels = new Set([...series.keys()].flatMap((one) => /handler="([^"]*)"/.exec(one)?.[1] ?? []));
    expect([...labels].filter((label) => !label.startsWith('/api/v1/')).sort()).to.include.members([
      '/',
      '/assets/{file}',
      '/docs',
    ]);
    expect([...series.keys()].filter((one) => one.includes('main.js') || one.includes('nothing-of'))).to.deep.equal([]);
    expect([...series.keys()].filter((one) => /duration_seconds.*handler="\/(assets|docs|")/.test(one))).to.deep.equal(
      [],
    );
  });

  it('serves every file of the page, and nothing that the page does not have', () => {
    const kept = [
      ...readdirSync('src/web', { withFileTypes: true }),
      ...readdirSync('src/client', { withFileTypes: true }),
    ]
      .filter((entry) => entry.isFile() && !/\.(html|d\.ts)$/.test(entry.name))
      .map(({ name }) => name);

    return Promise.all(
      kept.map(async (name) => expect((await fetch(`${service.url}/assets/${name}`)).status, name).to.equal(200)),
    );
  });

  it('lets a link lead to the page while no token is required, and keeps scripts of others and rebound names out', async () => {
    await using open = await startService();
    const statusOf = async (path: string, headers: string) =>
      (await rawHttp(open.url, `GET ${path} HTTP/1.1\r\n${headers}Connection: close\r\n\r\n`)).status;
    const link = 'Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n';
    const script = 'Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: script\r\n';
    const frame = 'Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n';

    for (const path of ['/', '/docs']) {
      expect(await statusOf(path, `Host: localhost\r\n${link}`), path).to.equal(200);
      expect(await statusOf(path, `Host: rebound.example\r\n${link}`), path).to.equal(421);
      expect(await statusOf(path, `Host: localhost\r\n${frame}`), path).to.equal(403);
    }
    expect(await statusOf('/assets/main.js', `Host: localhost\r\n${script}`)).to.equal(403);
    expect(await statusOf('/assets/main.js', 'Host: localhost\r\nSec-Fetch-Site: same-origin\r\n')).to.equal(200);
    expect(await statusOf('/api/v1/documents', `Host: localhost\r\n${link}`)).to.equal(403);
    for (const path of ['/', '/docs', '/assets/main.js', '/openapi.json', '/metrics'])
      expect((await fetch(open.url + path, { headers: { Origin: 'https://other.example' } })).status, path).to.equal(
        403,
      );
  });
});

describe('static files', () => {
  it('reads nothing before it is asked for, and tries again what could not be read', async () => {
    const fileOf = createStaticFiles(new Map([['gone.js', pathToFileURL('/nowhere/gone.js')]]));

    expect(fileOf('other.js')).to.equal(null);
    for (const _ of [1, 2]) expect(await fileOf('gone.js')?.catch(({ code }) => code)).to.equal('ENOENT');
  });

  it('reads a file once', async () => {
    const fileOf = createStaticFiles(new Map([['a.css', pathToFileURL('src/web/style.css')]]));

    expect(await fileOf('a.css')).to.equal(await fileOf('a.css'));
  });
});

/** A body as it is on the wire, which `fetch` would unzip. */
async function bytesOf(url: string, path: string, encoding: string): Promise<Buffer> {
  const [answer] = (await once(get(url + path, { headers: { 'Accept-Encoding': encoding } }), 'response')) as [
    IncomingMessage,
  ];
  return Buffer.concat(await answer.toArray());
}

/** What a head takes at most. */
const HEAD_BYTES = 700;

async function wireBytes(url: string, path: string): Promise<number> {
  return (await bytesOf(url, path, 'gzip')).length + HEAD_BYTES;
}
