import { token } from '../../test/support/token.ts';
import { JWT_SECRET, STOPPED, type System } from './systems.ts';

const CALLERS = 1000;
const SAID = JSON.stringify({ said: 'what they say' });

/** A kind of request: which systems take it, and what they answer. */
export type Scenario = {
  name: string;
  systems: RegExp;
  status: number;
  requests(count: number): Buffer[];
  /** What is done to a system before each round, and after. */
  before?(system: System): unknown;
  after?(system: System): unknown;
  /** What is asked of it besides, while the load runs. */
  meanwhile?: string;
};

const TRIVIAL = /^(?!service|ours-redis-stopped)/;

export async function createScenarios(documentId: string): Promise<Scenario[]> {
  const callers = (kind: string) =>
    Promise.all(Array.from({ length: CALLERS }, (_, i) => token({ sub: `${kind}-${i}` }, JWT_SECRET)));
  const [calm, scraped, stopped] = await Promise.all(['calm', 'scraped', 'stopped'].map(callers)); // none has spent its limit before
  const [one, spent] = await Promise.all(['hot', 'spent'].map((sub) => token({ sub }, JWT_SECRET)));
  const trivial = post('/api/v1/trivial', SAID);
  const all = (request: (bearer: string) => Buffer, tokens = calm as string[]) => {
    const made = tokens.map(request);
    return (count: number) => Array.from({ length: count }, (_, i) => made[i % CALLERS] as Buffer);
  };
  const same = (request: Buffer) => (count: number) => Array<Buffer>(count).fill(request);
  const allowed = (tokens?: string[]) => ({ status: 200, requests: all(trivial, tokens) });
  const notServed = (path: string) => ({ status: 404, requests: all(get(path)) });
  return [
    { name: 'allowed', systems: TRIVIAL, ...allowed(calm) },
    { name: 'refused', systems: TRIVIAL, status: 429, requests: same(trivial(spent as string)) },
    { name: 'hot key', systems: TRIVIAL, status: 200, requests: same(post('/api/v1/hot', SAID)(one as string)) },
    { name: 'unmatched path', systems: /^service$/, ...notServed('/api/v1/nothing') },
    {
      name: 'unknown document',
      systems: /^service$/,
      ...notServed('/api/v1/documents/doc_00000000000000000000000000000000'),
    },
    {
      name: 'document',
      systems: /^service$/,
      status: 200,
      requests: same(get(`/api/v1/documents/${documentId}`)(one as string)),
    },
    {
      name: 'question without documents',
      systems: /^service$/,
      status: 200,
      requests: all(post('/api/v1/query', JSON.stringify({ query: 'When was the French and Indian War?' }))),
    },
    { name: 'allowed while scraped', systems: TRIVIAL, ...allowed(scraped), meanwhile: '/metrics' },
    {
      name: 'Redis stopped once a round',
      systems: /^ours(-redis-stopped)?$/,
      ...allowed(stopped),
      before: ({ name, redis }) => name === STOPPED && redis.signal('SIGSTOP'),
      after: ({ name, redis }) => name === STOPPED && redis.signal('SIGCONT'),
    },
  ];
}

export function get(path: string) {
  return (bearer: string) =>
    Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${bearer}\r\n\r\n`);
}

function post(path: string, body: string) {
  return (bearer: string) =>
    Buffer.from(
      `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${bearer}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
}
