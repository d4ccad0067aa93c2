import type { Config } from '../config.ts';
import { MEDIA_TYPES } from '../documents/document.ts';
import type { KnownLabels } from './instruments.ts';
import { modelCalls } from './llm-instruments.ts';

type Settings = Pick<Config, 'LLM_MODEL' | 'EMBEDDING_MODEL' | 'LLM_PRICES' | 'REDIS_URL'>;

/** The label values that this configuration makes possible. */
export function knownLabels(
  { LLM_MODEL, EMBEDDING_MODEL, LLM_PRICES, REDIS_URL }: Settings,
  version: string,
): KnownLabels {
  return {
    version,
    calls: modelCalls(LLM_MODEL, EMBEDDING_MODEL, LLM_PRICES),
    policies: ['query', 'upload', 'default'],
    limitStore: REDIS_URL.length > 0 ? 'redis' : 'local',
    mediaTypes: Object.values(MEDIA_TYPES),
  };
}
