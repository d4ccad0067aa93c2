import { expect } from 'chai';
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
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
      expect((await fetch(`${service.url}/metrics`, { method })).status).to.equal(405);
  });

  it('asks for its token, if it has one', async () => {
    await using guarded = await startService({ METRICS_TOKEN: 'scrape-me' });
    const scrape = (authorization?: string) =>
      fetch(`${guarded.url}/metrics`, { headers: authorization ? { authorization } : {} });

    expect((await scrape()).headers.get('www-authenticate')).to.equal('Bearer');
    expect((await scrape('Bearer scrape-mE')).status).to.equal(401);
    expect((await scrape('Bearer scrape-me')).status).to.equal(200);
  });

  for (const word of ['false', 'No', 'OFF', '0'])
    it(`is not there when METRICS_ENABLED is ${word}`, async () => {
      await using quiet = await startService({ METRICS_ENABLED: word });

      expect((await fetch(`${quiet.url}/metrics`)).status).to.equal(404);
    });
});
