import { LOCAL_MODEL, PROVIDER_NAMES, parseModelName } from '../llm/model-name.ts';
import { PROVIDER_VARIABLES, type ProviderSettings } from './provider-variables.ts';

export type ModelSettings = ProviderSettings & { readonly LLM_MODEL: string; readonly EMBEDDING_MODEL: string };

/** What may serve embeddings. */
const EMBEDDING = PROVIDER_NAMES.filter((name) => PROVIDER_VARIABLES[name].embeds).map((name) => `${name}:MODEL`);

type Fault = { readonly variable: string; readonly message: string };

/** What keeps the configured models from being reached: each with the variable to mend, and never a value. */
export function modelFaults(settings: ModelSettings): Fault[] {
  return [...faultsOf('LLM_MODEL', settings), ...faultsOf('EMBEDDING_MODEL', settings), ...unsendable(settings)];
}

/** What no request can carry: every call would fail, and look as if the provider were away. */
function unsendable(settings: ModelSettings): Fault[] {
  const variables = Object.values(PROVIDER_VARIABLES);
  const keys = variables.map(({ key }) => key).filter((key) => /[^\x21-\x7e]/.test(settings[key] ?? ''));
  const urls = variables
    .flatMap(({ url, embeddingUrl = url }) => [...new Set([url, embeddingUrl])])
    .filter((url) => /^https?:\/\/[^/?#]*@/i.test(settings[url] ?? ''));
  return [
    ...keys.map((variable) => ({ variable, message: 'must be one word of ASCII, without spaces or line breaks' })),
    ...urls.map((variable) => ({ variable, message: 'must not hold a user or password' })),
  ];
}

function faultsOf(variable: 'LLM_MODEL' | 'EMBEDDING_MODEL', settings: ModelSettings): Fault[] {
  if (settings[variable] === '' || (variable === 'LLM_MODEL' && settings[variable] === LOCAL_MODEL)) return [];
  const name = parseModelName(settings[variable]);
  if (!name) return [{ variable, message: `must be one of ${PROVIDER_NAMES.map((one) => `${one}:MODEL`).join(', ')}` }];
  const { key, url, embeddingUrl, needed, embeds } = PROVIDER_VARIABLES[name.provider];
  if (variable === 'EMBEDDING_MODEL' && !embeds)
    return [{ variable, message: `must be one of ${EMBEDDING.join(', ')}` }];
  const own = variable === 'EMBEDDING_MODEL' && embeddingUrl ? embeddingUrl : url;
  const [first, instead] = needed === 'key' ? [key, key] : [own, url];
  if (settings[first] || settings[instead]) return [];
  return [{ variable: first, message: `must be set for the ${name.provider}: model of ${variable}` }];
}
