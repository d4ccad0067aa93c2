import type { Embedder } from '../../llm/embedder.ts';
import type { PassageIndex } from '../passage-index.ts';

const PROBE_MS = 10_000;

/**
 * Makes sure, where documents have to be embedded again, that they can be: a server that is away for the moment will come
 * back, one that refuses the key or does not know the model will not.
 * @throws Error that names the variable.
 */
export async function requireEmbedder(index: Pick<PassageIndex, 'lacksVectors'>, embedder: Embedder): Promise<void> {
  if (!(await index.lacksVectors(embedder.name))) return;
  const probe = await embedder.embed(['probe'], {
    signal: AbortSignal.timeout(PROBE_MS),
    payer: null,
    isForced: true,
  });
  if (probe.outcome !== 'failed' || (probe.type !== 'auth' && probe.type !== 'bad_request')) return;
  throw new Error(
    `EMBEDDING_MODEL cannot be used: the provider refuses it (${probe.type}), and there are documents without its vectors.`,
  );
}
