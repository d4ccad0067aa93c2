import { countTokens } from 'gpt-tokenizer/model/gpt-4o';
import { CONFIGURATIONS, KEY } from './generative.ts';
import { post, upload } from './library.ts';
import { type Provider, type ProviderCall, type ProviderReply, startProvider } from './provider.ts';
import { type Redis, startRedis } from './redis.ts';
import { type Service, startService } from './service.ts';
import { token } from './token.ts';
import { wireFormatOf } from './wire-formats.ts';

const SECRET = 'a secret of these tests, of more than 32 bytes';

/** US dollars per million tokens. */
export const PRICE = { input: 0.15, output: 0.6 };
export const MODEL = CONFIGURATIONS.openai('').LLM_MODEL as string;
export const EMBEDDING_MODEL = 'openai:text-embedding-3-small';

export type BudgetRow = {
  budget: string;
  limit: number;
  used: number;
  reserved: number;
  remaining: number;
  window_seconds: number;
  reset_seconds: number;
};

/** Services over one Redis, and a provider that counts by itself what it has told that was used. */
export type Budgeted = AsyncDisposable & {
  services: Service[];
  redis: Redis;
  provider: Provider;
  /** What the provider does from now on; unless it says otherwise it counts its tokens and reports them. */
  does(reply: ProviderReply | ((call: ProviderCall) => ProviderReply)): void;
  /** What the provider has billed. */
  billed: { tokens: number; nanoDollars: number; calls: number };
  /** The headers of a user. */
  as(user: string): Promise<Record<string, string>>;
  /** What a process says of the budgets of a user. */
  budgets(user: string, process?: number): Promise<BudgetRow[]>;
  ask(user: string, body?: Record<string, unknown>, process?: number, path?: string): Promise<Response>;
  start(given?: { dataDir?: string }): Promise<Service>;
};

export const FACT = 'The French and Indian War began in 1754. It was fought in North America.';
export const QUESTION = 'When did the French and Indian War begin?';

export async function startBudgeted(env: Record<string, string>, processes = 2): Promise<Budgeted> {
  let reply: (call: ProviderCall) => ProviderReply = () => ({ text: 'It began in 1754 [1].' });
  const billed = { tokens: 0, nanoDollars: 0, calls: 0 };
  const provider = await startProvider((call) => {
    const said = reply(call);
    return said.usage === undefined && said.status === undefined ? { ...said, usage: bill(billed, call, said) } : said;
  });
  const redis = await startRedis();
  const embeds = env.EMBEDDING_MODEL !== undefined;
  const start = (given: { dataDir?: string } = {}) =>
    startService(
      {
        ...CONFIGURATIONS.openai(provider.url),
        REDIS_URL: redis.url,
        RATE_LIMIT_REDIS_TIMEOUT_MS: '5000', // a busy machine is no outage
        JWT_SECRET: SECRET,
        LLM_MAX_CONCURRENCY: '500',
        LLM_MAX_WAITING: '500',
        LLM_PRICES: JSON.stringify({
          [MODEL]: PRICE,
          ...(embeds && { [EMBEDDING_MODEL]: { input: 0.02, output: 0 } }),
        }),
        ...env,
      },
      given,
    );
  const services = await Promise.all(Array.from({ length: processes }, () => start()));
  const as = async (user: string) => ({ Authorization: `Bearer ${await token({ sub: user }, SECRET)}` });
  const service = (at = 0) => services[at] as Service;
  return {
    services,
    redis,
    provider,
    billed,
    as,
    start,
    does(next) {
      reply = typeof next === 'function' ? next : () => next;
      provider.calls.length = 0;
    },
    async budgets(user, at) {
      const response = await fetch(`${service(at).url}/api/v1/usage`, { headers: await as(user) });
      return ((await response.json()) as { budgets: BudgetRow[] }).budgets;
    },
    ask: async (user, body = {}, at = 0, path = 'query') =>
      post(service(at), path, { query: QUESTION, ...body }, { headers: await as(user) }),
    async [Symbol.asyncDispose]() {
      await Promise.all(services.map((each) => each[Symbol.asyncDispose]()));
      await provider[Symbol.asyncDispose]();
      await redis[Symbol.asyncDispose]();
    },
  };
}

/** Gives every process a document of each user to ask about. */
export async function teach({ services, as }: Budgeted, ...users: string[]): Promise<void> {
  for (const service of services) for (const user of users) await upload(service, 'war.txt', FACT, await as(user));
}

/** What a prompt counts, whole, as the provider bills it. */
export const inputTokens = ({ prompt }: ProviderCall) => countTokens(prompt);

function bill(billed: Budgeted['billed'], call: ProviderCall, { text = '' }: ProviderReply): unknown {
  const input = inputTokens(call);
  const output = call.operation === 'embedding' ? 0 : countTokens([text].flat().join(''));
  const price = call.operation === 'embedding' ? { input: 0.02, output: 0 } : PRICE;
  billed.tokens += input + output;
  billed.nanoDollars += Math.ceil(input * price.input * 1000 + output * price.output * 1000 - 1e-6);
  billed.calls += 1;
  return wireFormatOf(call.path).usage(input, output);
}

export { KEY };
