import { expect } from 'chai';
import { type Service, startService } from '../support/service.ts';

const ORIGIN = 'https://app.example';
const preflight = (url: string, origin: string) =>
  fetch(url, {
    method: 'OPTIONS',
    headers: {
      Origin: origin,
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'authorization',
    },
  });

describe('CORS', () => {
  let service: Service;
  before(async () => {
    service = await startService({ CORS_ORIGINS: ` ${ORIGIN}, https://other.example` });
  });
  after(() => service[Symbol.asyncDispose]());

  it('lets a listed origin call, and read the headers of the contract, on errors too', async () => {
    const answer = await fetch(`${service.url}/nowhere`, { headers: { Origin: ORIGIN } });

    expect(answer.status).to.equal(404);
    expect(answer.headers.get('access-control-allow-origin')).to.equal(ORIGIN);
    const exposed = answer.headers.get('access-control-expose-headers')?.toLowerCase().split(',');
    expect(exposed).to.include.members([
      'x-request-id',
      'retry-after',
      'ratelimit',
      'ratelimit-policy',
      'x-ratelimit-limit',
      'x-ratelimit-remaining',
      'x-ratelimit-reset',
      'location',
      'content-disposition',
    ]);
  });

  it('answers the preflight of a listed origin by itself', async () => {
    const answer = await preflight(`${service.url}/api/v1/query`, ORIGIN);

    expect(answer.status).to.equal(204);
    expect(answer.headers.get('access-control-allow-methods')).to.contain('POST').and.to.contain('DELETE');
    expect(answer.headers.get('access-control-allow-headers')?.toLowerCase()).to.contain('authorization');
  });

  it('tells a stranger nothing', async () => {
    const answer = await fetch(`${service.url}/health`, { headers: { Origin: 'https://evil.example' } });

    const asked = await preflight(`${service.url}/api/v1/query`, 'https://evil.example');

    expect(answer.headers.get('access-control-allow-origin')).to.equal(null);
    expect(asked.status).to.equal(204);
    expect(asked.headers.get('access-control-allow-origin')).to.equal(null);
  });
});
