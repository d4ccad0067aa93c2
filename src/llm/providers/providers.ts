import type { ProviderName } from '../model-name.ts';
import type { Provider } from '../provider.ts';
import { anthropic } from './anthropic.ts';
import { compatible } from './compatible.ts';
import { openai } from './openai.ts';

/** Every provider by the name that a configured model begins with. */
export const PROVIDERS: Readonly<Record<ProviderName, Provider>> = { openai, anthropic, compatible };
