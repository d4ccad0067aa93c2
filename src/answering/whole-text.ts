import { AppError } from '../errors.ts';
import type { Completions } from '../llm/completions.ts';
import type { ModelRequest } from '../llm/metered-model.ts';
import { deadline } from '../within.ts';
import type { CallScope } from './ask.ts';

type Aside = Pick<ModelRequest, 'operation' | 'prompt' | 'maxOutputTokens'>;

/** What is asked of a model on the way to an answer may take this share of the time that is left. */
const TIME_SHARE = 0.25;

/**
 * What a model says to a request that the answer can do without: null where it fails, is too busy or too slow.
 * Rejects only with the reason of a caller who left.
 */
export async function wholeText(completions: Completions, aside: Aside, scope: CallScope): Promise<string | null> {
  const shareMs = Math.round(Math.max(0, scope.endsAt - performance.now()) * TIME_SHARE);
  using late = deadline(shareMs, scope.signal);
  const { signal } = late;
  const endsAt = performance.now() + shareMs;
  try {
    const place = await completions.open({ ...aside, ...scope, signal, endsAt, streamed: false });
    try {
      const deltas = place.deltas();
      let text = '';
      for (let next = await deltas.next(); ; next = await deltas.next()) {
        if (next.done) return next.value === 'complete' ? text : null;
        text += next.value;
      }
    } finally {
      place.close();
    }
  } catch (failure) {
    if (failure instanceof AppError) return null; // no place was free: the answer goes on without
    throw failure;
  }
}
