import { expect } from 'chai';
import { type Service, startService } from '../support/service.ts';

describe('health', () => {
  let service: Service;
  before(async () => {
    service = await startService();
  });
  after(() => service[Symbol.asyncDispose]());

  it('says ok while the process lives, and ready once it serves', async () => {
    const health = await fetch(`${service.url}/health`);
    const ready = await fetch(`${service.url}/health/ready`);

    expect([health.status, await health.json()]).to.deep.equal([200, { status: 'ok' }]);
    expect(ready.status).to.equal(200);
    expect(await ready.json()).to.include({ status: 'ready' });
  });

  it('answers an unknown path and a foreign verb in the error shape, with the id of the request', async () => {
    const unknown = await fetch(`${service.url}/nowhere`, { headers: { 'X-Request-Id': 'mine-1' } });
    const foreign = await fetch(`${service.url}/health`, { method: 'PATCH' });

    expect(unknown.status).to.equal(404);
    expect(unknown.headers.get('x-request-id')).to.equal('mine-1');
    expect(await unknown.json()).to.include({ error: 'not_found', request_id: 'mine-1' });
    expect(foreign.status).to.equal(405);
    expect(foreign.headers.get('allow')).to.equal('GET, HEAD, OPTIONS');
    expect(await foreign.json()).to.include({ error: 'method_not_allowed' });
  });
});
