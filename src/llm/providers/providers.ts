import type { ProviderName } from '../model-name.ts';
import type { Provider } from '../provider.ts';

/** Every provider by the name that a configured model begins with. Its SDK is loaded where it is called: unused, each takes memory and time at the start. */
export const PROVIDERS: Readonly<Record<ProviderName, () => Promise<Provider>>> = {
  openai: async () => (await import('./openai.ts')).openai,
  anthropic: async () => (await import('./anthropic.ts')).anthropic,
  compatible: async () => (await import('./compatible.ts')).compatible,
};
