import { expect } from 'chai';
import { requestPolicies } from '../../src/limits/request-policies.ts';
import { startLimited } from '../support/limited.ts';
import { startPipeline } from '../support/pipeline.ts';
import { startRedis } from '../support/redis.ts';
import { type Service, startService } from '../support/service.ts';
import { slowness } from '../support/slowness.ts';
import { token } from '../support/token.ts';

const HEADERS = ['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset', 'ratelimit-policy', 'ratelimit'];
const SECRET = 'the secret of these tests, 32 bytes and more';

describe('answers of limited routes', () => {
  const json = { 'Content-Type': 'application/json' };
  const send = (service: Service, path: string, init: RequestInit = {}) => fetch(`${service.url}/api/v1${path}`, init);
  const ask = (service: Service, body: unknown, headers: Record<string, string> = json) =>
    send(service, '/query', { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) });
  const remaining = (response: Response) => Number(response.headers.get('x-ratelimit-remaining'));

  it('carry the headers and count down, whatever their status', async () => {
    await using service = await startService({
      RATE_LIMIT_ENABLED: 'true',
      RATE_LIMIT_UPLOAD: '20/minute',
      RATE_LIMIT_DEFAULT: '20/minute',
    });
    const guess = { Authorization: 'Bearer guess' };
    const upload = (init: RequestInit) => send(service, '/documents/upload', { method: 'POST', ...init });
    const empty = () => {
      const form = new FormData();
      form.append('file', new Blob([]), 'empty.txt');
      return form;
    };
    const inTurn: Record<string, [status: number, call: () => Promise<Response>][]> = {
      query: [
        [200, () => ask(service, { query: 'Who?' })],
        [401, () => ask(service, { query: 'Who?' }, { ...json, ...guess })],
        [413, () => ask(service, { query: 'a'.repeat(70_000) })],
        [415, () => ask(service, 'Who?', { 'Content-Type': 'text/plain' })],
        [422, () => ask(service, { question: 'Who?' })],
        [400, () => ask(service, '{')],
        [200, () => send(service, '/query/enhanced', { method: 'POST', headers: json, body: '{"query":"Who?"}' })],
      ],
      upload: [
        [415, () => upload({ body: 'text', headers: { 'Content-Type': 'text/plain' } })],
        [422, () => upload({ body: empty() })],
        [401, () => upload({ body: empty(), headers: guess })],
      ],
      default: [
        [200, () => send(service, '/usage')],
        [200, () => send(service, '/documents')],
        [401, () => send(service, '/documents', { headers: guess })],
        [404, () => send(service, '/documents/doc_unknown')],
        [404, () => send(service, '/nowhere')],
        [405, () => send(service, '/query')],
        [422, () => send(service, '/documents?limit=0')],
        [204, () => send(service, '/query', { method: 'OPTIONS' })],
      ],
    };

    for (const [policy, calls] of Object.entries(inTurn))
      for (let call = 0; call < 21; call++) {
        const [status, make] = calls[call % calls.length] as (typeof calls)[number];
        const response = await make();
        const told = `${policy} call ${call}: ${status}`;
        expect(response.status, told).to.equal(call < 20 ? status : 429);
        for (const name of HEADERS) expect(response.headers.get(name), `${told} ${name}`).not.to.equal(null);
        expect(remaining(response), told).to.equal(Math.max(0, 19 - call));
        expect(response.headers.get('ratelimit'), told).to.contain(`"${policy}";r=${remaining(response)};`);
        expect(response.headers.get('content-type') ?? 'application/json', told).to.contain('application/json');
        await response.arrayBuffer();
      }
  });

  it('carry the headers when the handler fails unplanned, with 500', async () => {
    const policies = requestPolicies({
      enabled: true,
      query: [{ limit: 20, windowSeconds: 60 }],
      upload: [],
      default: [],
    });
    const fault = {
      method: 'GET',
      path: '/api/v1/fault',
      policy: 'query',
      handle: () => Promise.reject(new Error('injected')),
    } as const;
    await using service = await startPipeline([fault], { policies });

    for (const left of [19, 18]) {
      const response = await fetch(`${service.url}/api/v1/fault`);
      expect(response.status).to.equal(500);
      expect(response.headers.get('x-ratelimit-remaining')).to.equal(String(left));
      for (const name of HEADERS) expect(response.headers.get(name), name).not.to.equal(null);
    }
  });

  it('agree with GET /usage, which counts once under default and spends nothing else', async () => {
    await using redis = await startRedis();
    for (const more of [{}, { REDIS_URL: redis.url }] as Record<string, string>[]) {
      const limits = { RATE_LIMIT_QUERY: '20/minute;200/hour', JWT_SECRET: SECRET };
      await using service = await startLimited('60/minute', { ...limits, ...more });
      await service.ready('ready');
      const alice = { Authorization: `Bearer ${await token({ sub: 'alice' }, SECRET)}` };
      const asked = await ask(service, { query: 'Who?' }, { ...json, ...alice });
      await ask(service, { query: 'Who?' });

      const responses = [
        await send(service, '/usage', { headers: alice }),
        await send(service, '/usage', { headers: alice }),
      ];
      const bodies = (await Promise.all(responses.map((response) => response.json()))) as Usage[];

      expect(asked.headers.get('ratelimit')).to.match(/^"query-60s";r=19;t=60, "query-3600s";r=199;t=36\d\d$/);
      expect(bodies.map((body) => body.subject)).to.deep.equal(['user', 'user']);
      for (const { budgets } of bodies)
        expect(budgets.map(({ budget, used }) => [budget, used])).to.deep.equal([['tokens', 0]]);
      for (const [i, { limits }] of bodies.entries()) {
        expect(
          limits.map(({ policy, limit, window_seconds, remaining }) => [policy, limit, window_seconds, remaining]),
        ).to.deep.equal([
          ['query', 20, 60, 19],
          ['query', 200, 3600, 199],
          ['upload', 5, 60, 5],
          ['default', 60, 60, 59 - i],
        ]);
        const [, left, reset] = /r=(\d+);t=(\d+)/.exec(responses[i]?.headers.get('ratelimit') ?? '') ?? [];
        expect(limits[3]?.remaining).to.equal(Number(left));
        expect(limits[3]?.reset_seconds).to.be.within(Number(reset) - Math.ceil(slowness()), Number(reset)); // asked a moment later
        expect(limits[2]?.reset_seconds).to.equal(0);
      }
    }
  });

  it('name a wait that is true: 30 callers, each at its own moment, are admitted when they have waited it', async () => {
    await using redis = await startRedis();
    const seconds = Math.ceil(3 * slowness());
    const limit = `1/${seconds} seconds`;
    await using inRedis = await startLimited(limit, { REDIS_URL: redis.url });
    await using inProcess = await startLimited(limit);
    await inRedis.ready('ready');
    const wait = (time: number) => new Promise((waited) => setTimeout(waited, time * 1000));
    const comesBack = async (service: typeof inRedis, caller: number) => {
      await wait(caller / 30);
      const first = await service.call(`caller-${caller}`);
      await wait((caller * 7.3) % 2);
      const refused = await service.call(`caller-${caller}`);
      const retryAfter = Number(refused.headers.get('retry-after'));
      await wait(retryAfter);
      return { statuses: [first.status, refused.status, (await service.call(`caller-${caller}`)).status], retryAfter };
    };

    const callers = [inRedis, inProcess].flatMap((service) =>
      Array.from({ length: 30 }, (_, i) => comesBack(service, i)),
    );

    for (const { statuses, retryAfter } of await Promise.all(callers)) {
      expect(statuses).to.deep.equal([404, 429, 404]);
      expect(retryAfter).to.be.within(1, seconds);
    }
  });
});

type Usage = {
  subject: string;
  limits: { policy: string; limit: number; window_seconds: number; remaining: number; reset_seconds: number }[];
  budgets: { budget: string; used: number }[];
};
