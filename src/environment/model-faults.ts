import { LOCAL_MODEL, type ProviderName, parseModelName } from '../llm/model-name.ts';

export type ModelSettings = {
  readonly LLM_MODEL: string;
  readonly EMBEDDING_MODEL: string;
  readonly LLM_BASE_URL?: string | undefined;
  readonly EMBEDDING_BASE_URL?: string | undefined;
  readonly OPENAI_API_KEY?: string | undefined;
  readonly ANTHROPIC_API_KEY?: string | undefined;
  readonly LLM_API_KEY?: string | undefined;
  readonly OPENAI_BASE_URL?: string | undefined;
  readonly ANTHROPIC_BASE_URL?: string | undefined;
};

type Fault = { readonly variable: keyof ModelSettings; readonly message: string };

/** What keeps the configured models from being reached: each with the variable to mend, and never a value. */
export function modelFaults(settings: ModelSettings): Fault[] {
  return [...faultsOf('LLM_MODEL', settings), ...faultsOf('EMBEDDING_MODEL', settings), ...unsendable(settings)];
}

const KEYS = ['LLM_API_KEY', 'OPENAI_API_KEY', 'ANTHROPIC_API_KEY'] as const;
const URLS = ['LLM_BASE_URL', 'EMBEDDING_BASE_URL', 'OPENAI_BASE_URL', 'ANTHROPIC_BASE_URL'] as const;

/** What no request can carry: every call would fail, and look as if the provider were away. */
function unsendable(settings: ModelSettings): Fault[] {
  const keys = KEYS.filter((key) => /[^\x21-\x7e]/.test(settings[key] ?? ''));
  const urls = URLS.filter((url) => /^https?:\/\/[^/?#]*@/i.test(settings[url] ?? ''));
  return [
    ...keys.map((variable) => ({ variable, message: 'must be one word of ASCII, without spaces or line breaks' })),
    ...urls.map((variable) => ({ variable, message: 'must not hold a user or password' })),
  ];
}

function faultsOf(variable: 'LLM_MODEL' | 'EMBEDDING_MODEL', settings: ModelSettings): Fault[] {
  if (settings[variable] === '' || (variable === 'LLM_MODEL' && settings[variable] === LOCAL_MODEL)) return [];
  const name = parseModelName(settings[variable]);
  if (!name) return [{ variable, message: 'must be openai:MODEL, anthropic:MODEL or compatible:MODEL' }];
  if (variable === 'EMBEDDING_MODEL' && name.provider === 'anthropic')
    return [{ variable, message: 'must be openai:MODEL or compatible:MODEL: anthropic serves no embedding models' }];
  const [needed, ...instead] = NEEDS[name.provider](variable);
  if ([needed, ...instead].some((setting) => settings[setting])) return [];
  return [{ variable: needed, message: `must be set for the ${name.provider}: model of ${variable}` }];
}

/** What each provider cannot do without: one of these. */
const NEEDS = {
  openai: () => ['OPENAI_API_KEY'],
  anthropic: () => ['ANTHROPIC_API_KEY'],
  compatible: (variable) => (variable === 'LLM_MODEL' ? ['LLM_BASE_URL'] : ['EMBEDDING_BASE_URL', 'LLM_BASE_URL']),
} satisfies Record<ProviderName, (variable: string) => [keyof ModelSettings, ...(keyof ModelSettings)[]]>;
