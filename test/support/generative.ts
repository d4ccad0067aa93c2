import type { ProviderName } from '../../src/llm/model-name.ts';
import { upload } from './library.ts';
import { type Provider, type ProviderCall, type ProviderReply, startProvider } from './provider.ts';
import { type Service, startService } from './service.ts';

/** Never to be seen anywhere but in the provider's own request headers. */
export const KEY = 'sk-key-of-these-tests';

type Environment = Record<string, string>;

/** How a service is told to use the provider, by the wire format that it then speaks. */
export const CONFIGURATIONS: Readonly<Record<ProviderName, (url: string) => Environment>> = {
  openai: (url) => ({ LLM_MODEL: 'openai:gpt-4o-mini', OPENAI_API_KEY: KEY, OPENAI_BASE_URL: url }),
  anthropic: (url) => ({ LLM_MODEL: 'anthropic:claude-haiku-4-5', ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: url }),
  compatible: (url) => ({ LLM_MODEL: 'compatible:llama3', LLM_API_KEY: KEY, LLM_BASE_URL: url }),
};

export type Generative = AsyncDisposable & {
  service: Service;
  provider: Provider;
  model: string;
  /** What the provider does from now on, to every call or to each one as it comes. */
  does(reply: ProviderReply | ((call: ProviderCall) => ProviderReply)): void;
};

export const WAR = 'The French and Indian War began in 1754. It was fought in North America.';
export const QUESTION = 'When did the French and Indian War begin?';
/** Answers QUESTION from WAR, in pieces. */
export const ANSWER = ['It began', ' in 1754', ' [1].'];

/** A service with one document, whose model is served by a provider that does what it is told. */
export async function startGenerative(
  format: keyof typeof CONFIGURATIONS = 'openai',
  env: Environment = {},
): Promise<Generative> {
  let reply: (call: ProviderCall) => ProviderReply = () => ({ text: ANSWER });
  const provider = await startProvider((call) => reply(call));
  const configuration = CONFIGURATIONS[format](provider.url);
  const service = await startService({ ...configuration, ...env });
  await upload(service, 'war.txt', WAR);
  return {
    service,
    provider,
    model: configuration.LLM_MODEL ?? '',
    does(next) {
      reply = typeof next === 'function' ? next : () => next;
      provider.calls.length = 0;
    },
    [Symbol.asyncDispose]: async () => {
      await service[Symbol.asyncDispose]();
      await provider[Symbol.asyncDispose]();
    },
  };
}
