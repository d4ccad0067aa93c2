import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import Ajv2020 from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { post, upload } from '../support/library.ts';
import { startRedis } from '../support/redis.ts';
import { type Service, startService } from '../support/service.ts';
import { token } from '../support/token.ts';

const SECRET = 'the-secret-of-these-tests-of-agents';
const WAR = 'The French and Indian War began in 1754. It was fought in North America.';
const QUESTION = 'When did the French and Indian War begin?';
const ERAS = { '2026-07-28': { pin: '2026-07-28' }, 'of 2025': 'legacy' } as const;

type Result = {
  isError?: boolean;
  content: { type: string; text: string }[];
  structuredContent?: Record<string, unknown>;
};
type Call = (name: string, args?: Record<string, unknown>) => Promise<Result>;

/** The official client over services that take turns. */
async function connect(services: readonly Service[], mode: (typeof ERAS)[keyof typeof ERAS], headers = {}) {
  let turn = 0;
  const roundRobin = (target: string | URL | Request, init?: RequestInit) => {
    const { url } = services[turn++ % services.length] as Service;
    return fetch(`${url}${new URL(target instanceof Request ? target.url : target).pathname}`, init);
  };
  const client = new Client({ name: 'test', version: '0.0.0' }, { versionNegotiation: { mode } });
  const transport = new StreamableHTTPClientTransport(new URL('http://127.0.0.1/mcp'), {
    fetch: roundRobin,
    requestInit: { headers },
  });
  await client.connect(transport);
  const call: Call = async (name, args = {}) => (await client.callTool({ name, arguments: args })) as Result;
  return { client, call, [Symbol.asyncDispose]: () => client.close() };
}

/** Two processes over one Redis and one data folder, for clients of both eras. */
describe('over two processes', () => {
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let services: Service[];
  let ana: Record<string, string>;
  let war: string;
  before(async () => {
    redis = await startRedis();
    const env = { REDIS_URL: redis.url, JWT_SECRET: SECRET, RATE_LIMIT_ENABLED: 'true' };
    const first = await startService(env);
    services = [first, await startService(env, { dataDir: first.dataDir })];
    ana = await bearer('ana');
    war = await upload(first, 'war.txt', WAR, ana);
  });
  after(async () => {
    for (const service of [...services].reverse()) await service[Symbol.asyncDispose]();
    await redis[Symbol.asyncDispose]();
  });

  for (const [era, mode] of Object.entries(ERAS)) {
    describe(`tools for agents, to a client ${era}`, () => {
      it('are the five, each with schemas of what it takes and gives', async () => {
        await using agent = await connect(services, mode);

        const { tools } = await agent.client.listTools();

        expect(tools.map(({ name }) => name)).to.deep.equal([
          'ask',
          'search',
          'read_text',
          'list_documents',
          'document_status',
        ]);
        for (const { inputSchema, outputSchema } of tools)
          expect([inputSchema.type, outputSchema?.type]).to.deep.equal(['object', 'object']);
      });

      it('answer with content that their output schema takes, and that the exact slices bear out', async () => {
        await using agent = await connect(services, mode, ana);
        const { tools } = await agent.client.listTools();
        const ajv = new Ajv2020.default({ strict: false, validateFormats: false });
        const calls = [
          ['ask', { query: QUESTION }],
          ['ask', { query: QUESTION, enhanced: true }],
          ['ask', { query: 'What is bread baked from?' }],
          ['search', { query: QUESTION }],
          ['read_text', { document_id: war, start: 4, end: 10 }],
          ['list_documents', {}],
          ['document_status', { document_id: war }],
        ] as const;

        const results: Record<string, unknown>[] = [];
        for (const [name, args] of calls) {
          const result = await agent.call(name, args);
          const schema = tools.find((tool) => tool.name === name)?.outputSchema as object;
          expect(ajv.validate(schema, result.structuredContent), `${name} ${ajv.errorsText()}`).to.equal(true);
          expect(JSON.parse(result.content[0]?.text ?? '')).to.deep.equal(result.structuredContent);
          results.push(result.structuredContent ?? {});
        }

        const [asked, enhanced, refused, found, slice, list, status] = results;
        expect(asked?.answer).to.equal('The French and Indian War began in 1754. [1]');
        expect(enhanced).to.have.property('confidence');
        expect(refused?.answered).to.equal(false);
        expect(found?.passages).to.have.length(1);
        expect(slice?.text).to.equal('French');
        expect(list?.total).to.equal(1);
        expect(status?.status).to.equal('completed');
      });

      it("know nothing of another owner's documents, and say so in the shape of every error", async () => {
        await using stranger = await connect(services, mode);

        const status = await stranger.call('document_status', { document_id: war });
        const asked = await stranger.call('ask', { query: QUESTION, document_ids: [war] });

        const wrong = await stranger.call('ask', { query: '', max_results: 0 });

        for (const [result, error] of [
          [status, 'not_found'],
          [asked, 'not_found'],
          [wrong, 'invalid_request'],
        ] as const) {
          expect(result).to.include({ isError: true }).and.not.have.property('structuredContent');
          expect(JSON.parse(result.content[0]?.text ?? '')).to.include({ error });
        }
      });
    });

    it(`are under the limits of the same questions over HTTP, to a client ${era}`, async () => {
      const bob = await bearer(`bob of ${era}`);
      const [, second] = services as [Service, Service];
      await using agent = await connect(services, mode, bob);

      let answered = 0;
      const denied: Result[] = [];
      for (let n = 0; n < 25; n++) {
        if (n % 2 === 0) {
          const result = await agent.call('ask', { query: QUESTION });
          if (result.isError) denied.push(result);
          else answered++;
        } else if ((await post(second, 'query', { query: QUESTION }, { headers: bob })).status === 200) answered++;
      }

      expect(answered).to.equal(20);
      const body = JSON.parse(denied[0]?.content[0]?.text ?? '');
      expect(body).to.include({ error: 'rate_limited', policy: 'query' });
      expect(body.retry_after).to.be.within(1, 60);
      expect((await agent.call('list_documents')).isError ?? false).to.equal(false);
    });
  }
});

async function bearer(sub: string): Promise<Record<string, string>> {
  return { Authorization: `Bearer ${await token({ sub }, SECRET)}` };
}

describe('limits of agents', () => {
  it('count what names no tool, or not rightly, under default', async () => {
    await using service = await startService({ RATE_LIMIT_ENABLED: 'true', RATE_LIMIT_DEFAULT: '10/minute' });
    const bodies = [
      {
        jsonrpc: '2.0',
        id: 1,
        method: 'initialize',
        params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'x', version: '1' } },
      },
      { jsonrpc: '2.0', id: 1, method: 'tools/list' },
      { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'invented', arguments: {} } },
      { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'ask', arguments: { query: '' } } },
      {
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: { name: 'ask', arguments: { query: 'war', stream: true } },
      },
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"ask","arguments":{"query":"war","__proto__":{}}}}',
      [{ jsonrpc: '2.0', id: 1, method: 'tools/list' }],
      { no: 'message' },
      'text',
    ];

    const left: (string | null)[] = [];
    const texts: string[] = [];
    for (const body of bodies) {
      const response = await send(service, body);
      left.push(response.headers.get('x-ratelimit-remaining'));
      texts.push(await response.text());
    }
    const foreign = await send(service, bodies[1], { Origin: 'https://elsewhere.example' });
    const over = await send(service, bodies[1]);
    const denied = await send(service, bodies[3]);

    expect(texts[5]).to.contain('isError').and.contain('__proto__: is not a field of this request');
    expect(left).to.deep.equal(['9', '8', '7', '6', '5', '4', '3', '2', '1']);
    expect([foreign.status, over.status]).to.deep.equal([403, 429]);
    expect(foreign.headers.get('x-ratelimit-remaining')).to.equal('0');
    expect(await denied.text())
      .to.contain('rate_limited')
      .and.contain('isError');
    expect(
      (
        await send(service, {
          jsonrpc: '2.0',
          id: 1,
          method: 'tools/call',
          params: { name: 'ask', arguments: { query: 'war' } },
        })
      ).headers.get('x-ratelimit-limit'),
    ).to.equal('20');
  });
});

describe('the endpoint of agents', () => {
  it('asks for a token where one is required, counts the attempts, and takes no other verb', async () => {
    await using service = await startService({
      AUTH_REQUIRED: 'true',
      JWT_SECRET: SECRET,
      RATE_LIMIT_ENABLED: 'true',
      RATE_LIMIT_DEFAULT: '3/minute',
    });

    const statuses: number[] = [];
    const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
    statuses.push((await send(service, list)).status);
    statuses.push((await send(service, list, { Authorization: 'Bearer no.such.token' })).status);
    statuses.push(
      (
        await fetch(`${service.url}/mcp`, {
          headers: { Authorization: `Bearer ${await token({ sub: 'eve' }, SECRET)}` },
        })
      ).status,
    );
    statuses.push((await send(service, list)).status, (await send(service, list)).status);

    expect(statuses).to.deep.equal([401, 401, 405, 401, 429]);
  });
});

describe('messages of agents', () => {
  let service: Service;
  before(async () => {
    service = await startService();
  });
  after(() => service[Symbol.asyncDispose]());

  it('takes every Accept that covers both kinds of answer, and warns of nothing', async () => {
    const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' };

    for (const Accept of ['*/*', 'application/*, text/*', 'text/event-stream;q=0.5, application/json'])
      expect((await send(service, list, { Accept })).status, Accept).to.equal(200);
    for (const Accept of ['application/json', 'text/html']) {
      const response = await send(service, list, { Accept });
      expect(response.status, Accept).to.equal(406);
      expect(await response.json()).to.include({ error: 'malformed_request' });
    }
    expect(service.lines.filter((line) => line.includes('"level":"warn"'))).to.deep.equal([]);
  });

  it('answers what answers no message in the shape of every error, and a message by the protocol', async () => {
    for (const [body, headers] of [
      [{ jsonrpc: '2.0', id: 1 }, {}],
      [{ jsonrpc: '2.0', id: null, method: 'tools/list' }, {}],
      [{ jsonrpc: '2.0', id: 1, method: 'tools/list' }, { 'MCP-Protocol-Version': '1999-01-01' }],
    ] as const) {
      const response = await send(service, body, headers);
      expect(response.status).to.equal(400);
      expect(await response.json())
        .to.include({ error: 'malformed_request' })
        .and.have.property('request_id', response.headers.get('x-request-id'));
    }
    const named = await send(service, { jsonrpc: '2.0', id: 7, method: 'tools/list', params: 'text' });
    expect([named.status, ((await named.json()) as { id: number }).id]).to.deep.equal([400, 7]);
  });

  it('advertises no subscription to tools that never change', async () => {
    const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'x', version: '1' } };

    const opened = await send(service, { jsonrpc: '2.0', id: 1, method: 'initialize', params });

    expect(await opened.text()).to.contain('"tools":{"listChanged":false}');
  });

  it('makes no series of invented tools', async () => {
    const series = async () => {
      const page = await (await fetch(`${service.url}/metrics`)).text();
      return new Set(
        page
          .split('\n')
          .filter((line) => line.startsWith('http_'))
          .map((line) => line.replace(/ .*/, '')),
      );
    };
    const invented = (n: number) => ({
      jsonrpc: '2.0',
      id: n,
      method: 'tools/call',
      params: { name: `tool-${n}`, arguments: {} },
    });
    await send(service, invented(0));
    const before = await series();

    for (let n = 1; n <= 1000; n += 50)
      await Promise.all(Array.from({ length: 50 }, async (_, at) => (await send(service, invented(n + at))).text()));

    const minted = [...(await series())].filter((one) => !before.has(one));
    expect(minted).to.have.length.below(3);
  });
});

function send(service: Service, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${service.url}/mcp`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', ...headers },
    body: typeof body === 'string' && body.startsWith('{') ? body : JSON.stringify(body),
  });
}
