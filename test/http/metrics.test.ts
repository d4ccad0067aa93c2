import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import { startPipeline } from '../support/pipeline.ts';
import { rawHttp } from '../support/raw-http.ts';
import { type Service, startService } from '../support/service.ts';

describe('GET /metrics', () => {
  let service: Service;
  before(async () => {
    service = await startService();
  });
  after(() => service[Symbol.asyncDispose]());

  it('is the text format of Prometheus, whole, fresh and also zipped', async () => {
    const plain = await fetch(`${service.url}/metrics`, { headers: { 'Accept-Encoding': 'identity' } });
    const zipped = await fetch(`${service.url}/metrics`, { headers: { 'Accept-Encoding': 'gzip' } });

    for (const answer of [plain, zipped]) {
      expect(answer.status).to.equal(200);
      expect(answer.headers.get('content-type')).to.equal('text/plain; version=0.0.4; charset=utf-8');
      expect(answer.headers.get('cache-control')).to.equal('no-store');
      expect(await answer.text()).to.match(/\n$/);
    }
    expect(plain.headers.get('content-encoding')).to.equal(null);
    expect(zipped.headers.get('content-encoding')).to.equal('gzip');
  });

  it('answers HEAD without a page, and other verbs with 405', async () => {
    const head = await fetch(`${service.url}/metrics`, { method: 'HEAD' });

    expect([head.status, await head.text()]).to.deep.equal([200, '']);
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const { status, headers } = await fetch(`${service.url}/metrics`, { method });
      expect([status, headers.get('allow')]).to.deep.equal([405, 'GET, HEAD, OPTIONS']);
    }
  });

  it('asks for its token, if it has one', async () => {
    await using guarded = await startService({ METRICS_TOKEN: 'scrape-me' });
    const scrape = (authorization?: string) =>
      fetch(`${guarded.url}/metrics`, { headers: authorization ? { authorization } : {} });

    expect((await scrape()).headers.get('www-authenticate')).to.equal('Bearer');
    expect((await scrape()).headers.get('cache-control')).to.equal('no-store');
    expect((await scrape('Bearer scrape-mE')).status).to.equal(401);
    expect((await scrape('Bearer scrape-me')).status).to.equal(200);
  });

  it('reads the metrics once for all who ask at the same time, and anew for whoever comes later', async () => {
    let readings = 0;
    const read = Promise.withResolvers<string>();
    await using pipeline = await startPipeline([], {
      collect: () => {
        readings += 1;
        return read.promise;
      },
    });

    const ask = 'GET /metrics HTTP/1.1\r\nHost: localhost\r\n';
    const together = rawHttp(pipeline.url, `${`${ask}\r\n`.repeat(29)}${ask}Connection: close\r\n\r\n`); // one packet
    await eventually(
      () => readings,
      (count) => count === 1,
    );
    read.resolve('page 1\n');
    const { text } = await together;
    await fetch(`${pipeline.url}/metrics`);

    expect(text.match(/^page 1$/gm)).to.have.length(30);
    expect(readings).to.equal(2);
  });

  it('answers 503 when a number could not be read, or not in time, and 200 again as soon as it can', async () => {
    let reading = () => Promise.reject<string>(new AggregateError([new Error('planted-secret')], 'planted-secret'));
    await using pipeline = await startPipeline([], { collect: () => reading() });
    const scraped = async () => {
      const answer = await fetch(`${pipeline.url}/metrics`);
      return [answer.status, answer.headers.get('retry-after'), await answer.text()] as const;
    };

    const failed = await scraped();
    reading = () => new Promise(() => {});
    const hung = await scraped();
    reading = async () => 'page\n';

    for (const [status, retryAfter, body] of [failed, hung]) {
      expect([status, retryAfter]).to.deep.equal([503, '1']);
      expect(JSON.parse(body)).to.include({ error: 'overloaded' });
    }
    expect(pipeline.lines.filter((line) => line.includes('The metrics could not be read'))).to.have.length(2);
    expect(pipeline.lines.join()).not.to.contain('planted-secret');
    expect(await scraped()).to.deep.equal([200, null, 'page\n']);
  });

  for (const off of [{ METRICS_ENABLED: 'Off' }, { OTEL_SDK_DISABLED: 'true' }])
    it(`is not there with ${Object.entries(off).join()}`, async () => {
      await using quiet = await startService(off);

      expect((await fetch(`${quiet.url}/metrics`)).status).to.equal(404);
      expect((await fetch(`${quiet.url}/api/v1/documents`)).status).to.equal(200);
    });
});
