import { Agent, get } from 'node:http';
import { expect } from 'chai';
import { type Service, startService } from '../support/service.ts';
import { token } from '../support/token.ts';

const SECRET = 'the secret of this test, 32 bytes and more';

describe('rate limit', () => {
  const limited = (env: Record<string, string>): Promise<Service> =>
    startService({ RATE_LIMIT_ENABLED: 'true', JWT_SECRET: SECRET, ...env });
  const nothing = (service: Service, init: RequestInit = {}) => fetch(`${service.url}/api/v1/nothing`, init);
  const remaining = (response: Response) => response.headers.get('x-ratelimit-remaining');
  const from = (address: string) => ({ headers: { 'X-Forwarded-For': address } });

  /** Five calls a minute, behind a proxy that tells where each comes from: an address a case. */
  let five: Service;
  before(async () => {
    five = await limited({ RATE_LIMIT_DEFAULT: '5/minute', TRUSTED_PROXIES: '127.0.0.1' });
  });
  after(() => five[Symbol.asyncDispose]());

  it('admits the Nth call and refuses the next, with every header and a body that says when to return', async () => {
    const startedMs = performance.now();
    const answers: Response[] = [];
    for (let n = 0; n < 6; n++) answers.push(await nothing(five, from('192.0.2.1')));
    const least = 60 - Math.ceil((performance.now() - startedMs) / 1000);

    const [first, last] = [answers[0], answers[5]] as [Response, Response];
    expect(answers.map(({ status }) => status)).to.deep.equal([404, 404, 404, 404, 404, 429]);
    expect(answers.map(remaining)).to.deep.equal(['4', '3', '2', '1', '0', '0']);
    expect(first.headers.get('ratelimit-policy')).to.equal('"default";q=5;w=60');
    expect(first.headers.get('ratelimit')).to.equal('"default";r=4;t=60');
    const retryAfter = Number(last.headers.get('retry-after'));
    expect(retryAfter).to.be.within(least, 60);
    expect(last.headers.get('ratelimit')).to.equal(`"default";r=0;t=${retryAfter}`);
    const resetsIn = Number(last.headers.get('x-ratelimit-reset')) - Date.now() / 1000;
    expect(resetsIn).to.be.within(least - 5, 61);
    expect(last.headers.get('content-type')).to.equal('application/json; charset=utf-8');
    expect(last.headers.get('cache-control')).to.equal('no-store');
    expect(await last.json()).to.deep.equal({
      error: 'rate_limited',
      message: `Rate limit exceeded. Try again in ${retryAfter} seconds.`,
      request_id: last.headers.get('x-request-id'),
      policy: 'default',
      retry_after: retryAfter,
    });
  });

  it('admits exactly the limit of many calls at once', async () => {
    const many = Array.from({ length: 200 }, () => nothing(five, from('192.0.2.2')));
    const statuses = (await Promise.all(many)).map(({ status }) => status);

    expect(statuses.filter((status) => status === 404)).to.have.length(5);
    expect(statuses.filter((status) => status === 429)).to.have.length(195);
  });

  it('counts users apart, wherever they call from, and everyone else by address', async () => {
    await using service = await limited({ RATE_LIMIT_DEFAULT: '1/minute', TRUSTED_PROXIES: '127.0.0.0/8' });
    const status = async (address: string, sub?: string, claims = {}) => {
      const bearer: Record<string, string> = sub
        ? { Authorization: `Bearer ${await token({ sub, ...claims }, SECRET)}` }
        : {};
      return (await nothing(service, { headers: { 'X-Forwarded-For': address, ...bearer } })).status;
    };

    expect(await status('192.0.2.1', 'alice')).to.equal(404);
    expect(await status('192.0.2.2', 'alice')).to.equal(429);
    expect(await status('192.0.2.1', 'bob')).to.equal(404);
    expect(await status('192.0.2.1')).to.equal(404);
    expect(await status('::ffff:192.0.2.1', 'guest', { is_anonymous: true })).to.equal(429);
    expect(await status('192.0.2.3', 'guest', { is_anonymous: true })).to.equal(404);
    expect(await status('2001:db8::1')).to.equal(404);
    expect(await status('2001:db8::ffff')).to.equal(429);
  });

  it('answers whatever garbage a trusted proxy passes on, and counts it against somebody', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });
    const send = (garbage: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const request = get(`${five.url}/api/v1/nothing`, { agent, headers: { 'X-Forwarded-For': garbage } });
        request.once('response', (response) => resolve(response.resume().statusCode)).once('error', reject);
      });
    // any byte that HTTP lets into a header
    const byte = () =>
      String.fromCharCode([9, 32 + Math.random() * 95, 128 + Math.random() * 128][Math.floor(Math.random() * 3)] ?? 9);
    const garbage = Array.from({ length: 2000 }, () => Array.from({ length: Math.random() * 40 }, byte).join(''));
    const long = [','.repeat(15_000), '1.2.3.4,'.repeat(1800), '['.repeat(15_000), '::'.repeat(7000)];

    const statuses = await Promise.all([...garbage, ...long].map(send));

    expect([...new Set(statuses)].sort()).to.deep.equal([404, 429]);
    expect(statuses.filter((status) => status === 404).length).to.be.at.most(100);
    agent.destroy();
  });

  it('counts a failed or missing token against the address before it refuses it', async () => {
    await using service = await limited({ RATE_LIMIT_DEFAULT: '2/minute', AUTH_REQUIRED: 'true' });
    const guess = (authorization?: string) => nothing(service, { headers: authorization ? { authorization } : {} });

    const answers = [await guess('Bearer a'), await guess(), await guess('Bearer b'), await guess()];

    expect(answers.map(({ status }) => status)).to.deep.equal([401, 401, 429, 429]);
    expect(answers.map(remaining)).to.deep.equal(['1', '0', '0', '0']);
    expect((await guess(`Bearer ${await token({ sub: 'alice' }, SECRET)}`)).status).to.equal(404);
  });

  it('names several limits, shows the tightest, and spends all of them or none', async () => {
    await using service = await limited({ RATE_LIMIT_DEFAULT: '8/minute;5/2 seconds' });
    const batches: number[] = [];
    for (let batch = 0; batch < 3; batch++) {
      const answers = await Promise.all(Array.from({ length: 6 }, () => nothing(service)));
      batches.push(answers.filter(({ status }) => status === 404).length);
      const refused = answers.find(({ status }) => status === 429) as Response;
      if (batch === 0) {
        expect(refused.headers.get('ratelimit-policy')).to.equal('"default-2s";q=5;w=2, "default-60s";q=8;w=60');
        expect(refused.headers.get('ratelimit')).to.match(/^"default-2s";r=0;t=[12], "default-60s";r=3;t=(59|60)$/);
        expect(refused.headers.get('x-ratelimit-limit')).to.equal('5');
        expect(refused.headers.get('retry-after')).to.be.oneOf(['1', '2']);
      } else {
        expect(refused.headers.get('x-ratelimit-limit')).to.equal('8');
        expect(Number(refused.headers.get('retry-after'))).to.be.within(30, 60);
      }
      await new Promise((waited) => setTimeout(waited, 2000));
    }

    expect(batches).to.deep.equal([5, 3, 0]);
  });

  it('says the window when nothing is ever admitted, and a positive wait of a limit of thirty days', async () => {
    await using never = await limited({ RATE_LIMIT_DEFAULT: '0/2 minutes' });
    await using monthly = await limited({ RATE_LIMIT_DEFAULT: '1/month' });
    await nothing(monthly);

    expect((await nothing(never)).headers.get('retry-after')).to.equal('120');
    expect(Number((await nothing(monthly)).headers.get('retry-after'))).to.be.within(2_591_900, 2_592_000);
  });

  it('never counts preflights or what lies outside the API, and counts any other OPTIONS', async () => {
    const { headers } = from('192.0.2.3');
    const preflight = { ...headers, Origin: 'https://a.example', 'Access-Control-Request-Method': 'POST' };

    const free = [
      await nothing(five, { method: 'OPTIONS', headers: preflight }),
      await fetch(`${five.url}/health`, { headers }),
      await fetch(`${five.url}/api/v11`, { headers }),
    ];
    const counted = [
      await nothing(five, { method: 'OPTIONS', headers }),
      await nothing(five, { method: 'DELETE', headers }),
      await fetch(`${five.url}/api/v1`, { headers }),
      await nothing(five, { method: 'HEAD', headers }),
    ];

    expect(free.map(remaining)).to.deep.equal([null, null, null]);
    expect(counted.map(remaining)).to.deep.equal(['4', '3', '2', '1']);
  });

  it('keeps no request limit when they are off', async () => {
    await using service = await limited({ RATE_LIMIT_ENABLED: 'false', RATE_LIMIT_DEFAULT: '0/minute' });

    const response = await nothing(service);

    expect(response.status).to.equal(404);
    expect([...response.headers.keys()].filter((name) => name.includes('ratelimit'))).to.deep.equal([]);
  });
});
