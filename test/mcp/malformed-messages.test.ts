import { expect } from 'chai';
import fc from 'fast-check';
import { type Service, startService } from '../support/service.ts';

const MESSAGES = 600;
const AT_ONCE = 20;
/** What every message of the protocol of 2026 brings along. */
const ENVELOPE = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};
const METHODS = [
  'initialize',
  'ping',
  'server/discover',
  'tools/list',
  'tools/call',
  'subscriptions/listen',
  'logging/setLevel',
  'resources/read',
  'completion/complete',
  'notifications/initialized',
  'notifications/cancelled',
  '__proto__',
  '',
];

type Answer = { status: number; text: string; code: number | undefined };

describe('messages of agents that are malformed', () => {
  let service: Service;
  before(async () => {
    service = await startService();
  });
  after(() => service[Symbol.asyncDispose]());

  async function send(message: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(`${service.url}/mcp`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', ...headers },
      body: JSON.stringify(message),
    });
    const text = await response.text();
    const [, code] = /"code":(-\d+)/.exec(text) ?? [];
    return { status: response.status, text, code: code === undefined ? undefined : Number(code) };
  }

  /** Sends a request as clients of 2025, or of 2026, do. */
  function call(method: string, params: object, era: 2025 | 2026): Promise<Answer> {
    const message = { jsonrpc: '2.0', id: 1, method };
    if (era === 2025) return send({ ...message, params });
    const headers = { 'MCP-Protocol-Version': '2026-07-28', 'MCP-Method': method };
    return send({ ...message, params: { ...params, _meta: ENVELOPE } }, headers);
  }

  for (const [method, params, era, code] of [
    ['initialize', {}, 2025, -32602],
    ['initialize', { protocolVersion: 1, capabilities: {}, clientInfo: { name: 'x', version: '1' } }, 2025, -32602],
    ['initialize', { protocolVersion: '2025-06-18', capabilities: 5, clientInfo: 1 }, 2025, -32602],
    ['tools/list', { cursor: null }, 2025, -32602],
    ['tools/list', { cursor: null }, 2026, -32602],
    ['tools/call', { name: 5 }, 2025, -32602],
    ['tools/call', { name: 'search', arguments: [] }, 2025, -32602],
    ['subscriptions/listen', { notifications: 5 }, 2026, -32602],
    ['subscriptions/listen', {}, 2026, -32602],
    ['subscriptions/listen', { notifications: { toolsListChanged: true } }, 2026, -32601],
    ['subscriptions/listen', { notifications: { toolsListChanged: true } }, 2025, -32601],
  ] as const)
    it(`have the code ${code}: ${method} of ${era} with ${JSON.stringify(params)}`, async () => {
      const answer = await call(method, params, era);

      expect(answer.code).to.equal(code);
      expect(answer.text).to.match(/"id":1\b/);
    });

  it(`are never our fault, whatever comes: ${MESSAGES} times`, async () => {
    const value = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(null, 1.5, '', '2026-07-28', [], {}, 'search', { query: 'war' }, { toolsListChanged: true }),
    );
    const params = fc.record(
      {
        _meta: fc.oneof(fc.constant(ENVELOPE), value),
        name: value,
        arguments: value,
        cursor: value,
        notifications: value,
        protocolVersion: value,
        capabilities: value,
        clientInfo: value,
      },
      { requiredKeys: [] },
    );
    const message = fc.record(
      {
        jsonrpc: fc.oneof({ weight: 9, arbitrary: fc.constant('2.0') }, { weight: 1, arbitrary: value }),
        id: fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: value }),
        method: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...METHODS) }, { weight: 1, arbitrary: value }),
        params: fc.oneof({ weight: 9, arbitrary: params }, { weight: 1, arbitrary: value }),
      },
      { requiredKeys: ['jsonrpc'] },
    );
    const version = fc.constantFrom(undefined, '2025-06-18', '2026-07-28', '1999-01-01', '');
    const sent = fc.sample(
      fc.tuple(fc.oneof({ weight: 19, arbitrary: message }, fc.array(message)), version),
      MESSAGES,
    );

    const answers: { asked: unknown; answer: Answer }[] = [];
    for (let at = 0; at < MESSAGES; at += AT_ONCE)
      await Promise.all(
        sent.slice(at, at + AT_ONCE).map(async ([asked, version]) => {
          const { method } = asked as { method?: unknown };
          const headers = {
            ...(version !== undefined && { 'MCP-Protocol-Version': version }),
            ...(typeof method === 'string' && /^[\w/]+$/.test(method) && { 'MCP-Method': method }),
          };
          answers.push({ asked, answer: await send(asked, headers) });
        }),
      );

    expect(answers.filter(({ answer }) => answer.status >= 500 || answer.code === -32603)).to.deep.equal([]);
    const codes = new Set(answers.map(({ answer }) => answer.code));
    expect([...codes], 'what was tried is not all rejected unread').to.include.members([-32600, -32601, -32602]);
  });
});
