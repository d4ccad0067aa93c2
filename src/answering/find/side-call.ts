import { AppError } from '../../errors.ts';
import type { Completions } from '../../llm/completions.ts';
import type { ModelRequest } from '../../llm/metered-model.ts';
import type { CallUsage } from '../../llm/usage.ts';
import type { Instruments } from '../../telemetry/instruments.ts';
import { deadline } from '../../within.ts';
import type { CallScope } from '../ask.ts';
import { jsonArrayIn } from './json-array.ts';

type SideCall<Entry> = Pick<ModelRequest, 'prompt' | 'maxOutputTokens'> & {
  readonly operation: 'rewrite' | 'rerank';
  readonly form: NonNullable<ModelRequest['form']>;
  /** What is of use of an entry of the model's list; none: []. */
  readonly read: (entry: unknown) => readonly Entry[];
};

export type SideCallDeps = {
  completions: Completions;
  instruments: Pick<Instruments, 'recordLlmUnusable'>;
  newBoundary: () => string;
  /** The clock of the scope's `endsAt`. */
  now: () => number;
};

/** A side call (rewrite, rerank) may take this share of the time that is left of the question's. */
const TIME_SHARE = 0.25;

/**
 * The list that a model answers with, in a call that the question can do without: null where the model fails, is too busy or
 * too slow, or answers with no list. Rejects only with the reason of a caller who left.
 */
export async function askForList<Entry>(
  { completions, instruments, now }: SideCallDeps,
  { read, ...call }: SideCall<Entry>,
  scope: CallScope,
): Promise<Entry[] | null> {
  const shareMs = Math.round(Math.max(0, scope.endsAt - now()) * TIME_SHARE);
  using late = deadline(shareMs, scope.signal);
  const { signal } = late;
  let isPaid = false;
  const onUsage = (usage: CallUsage) => {
    isPaid ||= usage.source !== 'none';
    scope.onUsage(usage);
  };
  const request = { ...call, ...scope, onUsage, signal, endsAt: now() + shareMs, streamed: false, isSideCall: true };
  const list = jsonArrayIn(await completeText(completions, request));
  const entries = list?.flatMap(read) ?? [];
  const isOfUse = list !== null && (list.length === 0 || entries.length > 0);
  if (isPaid && !isOfUse) instruments.recordLlmUnusable(completions.name, call.operation);
  return list && entries;
}

/** Empty where the model gave no whole answer. */
async function completeText(completions: Completions, request: Parameters<Completions['open']>[0]): Promise<string> {
  try {
    const completion = await completions.open(request);
    try {
      const deltas = completion.deltas();
      let text = '';
      for (let next = await deltas.next(); ; next = await deltas.next()) {
        if (next.done) return next.value === 'complete' ? text : '';
        text += next.value;
      }
    } finally {
      completion.close();
    }
  } catch (failure) {
    if (failure instanceof AppError) return ''; // no slot was free: the answer goes on without
    throw failure;
  }
}
