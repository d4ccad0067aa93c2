import type { EmbeddingModelV4 } from '@ai-sdk/provider';
import type { Embed } from '../embed.ts';
import { byIndex } from './by-index.ts';
import { callError } from './call-error.ts';
import { createSentWatch } from './sent-watch.ts';

/** An embedding model of the AI SDK behind our port. */
export function sdkEmbed(model: EmbeddingModelV4): Embed {
  const watch = createSentWatch();
  return {
    batchMax: () => model.maxEmbeddingsPerCall,
    async embed(texts, signal, onSent) {
      try {
        const { embeddings, usage, response } = await watch(onSent, async () =>
          model.doEmbed({ values: [...texts], abortSignal: signal }),
        );
        const vectors = byIndex(embeddings, response?.body) ?? [];
        return { vectors, inputTokens: usage?.tokens, answeredBy: modelOf(response?.body) };
      } catch (failure) {
        throw callError(failure, signal);
      }
    },
  };
}

/** Every embedding API names its model alike. */
function modelOf(body: unknown): string | undefined {
  const model = (body as { model?: unknown } | null | undefined)?.model;
  return typeof model === 'string' ? model : undefined;
}
