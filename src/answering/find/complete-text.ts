import { AppError } from '../../errors.ts';
import type { Completions } from '../../llm/completions.ts';
import type { ModelRequest } from '../../llm/metered-model.ts';
import { deadline } from '../../within.ts';
import type { CallScope } from '../ask.ts';

export type SideCall = Pick<ModelRequest, 'operation' | 'prompt' | 'maxOutputTokens'>;

export type SideCallDeps = {
  completions: Completions;
  /** The clock of the scope's `endsAt`. */
  now: () => number;
};

/** A side call (rewrite, rerank) may take this share of the time that is left of the question's. */
const TIME_SHARE = 0.25;

/**
 * The complete text of a call that the answer can do without: null where the model fails, is too busy or too slow.
 * Rejects only with the reason of a caller who left.
 */
export async function completeText(
  { completions, now }: SideCallDeps,
  sideCall: SideCall,
  scope: CallScope,
): Promise<string | null> {
  const shareMs = Math.round(Math.max(0, scope.endsAt - now()) * TIME_SHARE);
  using late = deadline(shareMs, scope.signal);
  const { signal } = late;
  const endsAt = now() + shareMs;
  try {
    const completion = await completions.open({ ...sideCall, ...scope, signal, endsAt, streamed: false });
    try {
      const deltas = completion.deltas();
      let text = '';
      for (let next = await deltas.next(); ; next = await deltas.next()) {
        if (next.done) return next.value === 'complete' ? text : null;
        text += next.value;
      }
    } finally {
      completion.close();
    }
  } catch (failure) {
    if (failure instanceof AppError) return null; // no slot was free: the answer goes on without
    throw failure;
  }
}

/** A model's text that is a JSON array, in a code fence or bare; empty where it is anything else. */
export function jsonArrayIn(text: string): unknown[] {
  const bare = text.trim().replace(/^```(?:json)?(.*)```$/s, '$1');
  try {
    const parsed: unknown = JSON.parse(bare);
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return []; // it was asked for JSON and said something else
  }
}
