import { setTimeout as after } from 'node:timers/promises';
import type { FinishReason } from '../telemetry/gen-ai.ts';
import type { LlmErrorType } from '../telemetry/instruments.ts';
import type { ConcurrencyLimiter, Release } from './concurrency-limiter.ts';
import { LlmError } from './llm-error.ts';
import type { MeteredModel, ModelRequest } from './metered-model.ts';
import { budgetError, type ReservedCall } from './reserve-call.ts';
import { waitForSlot } from './wait-for-slot.ts';

export type CompletionRequest = ModelRequest & {
  /** When the signal's deadline passes, on the clock of `now`, ms. */
  readonly endsAt: number;
};

/** Why an answer that was given ends early. */
export type Incomplete = 'length' | 'content_filter';

/**
 * How a completion ended: `complete`, or why it is not. `model_refused`: the model will not answer; `budget_exhausted`: a
 * retry had no room in it.
 */
export type CompletionOutcome = 'complete' | Incomplete | 'model_refused' | 'budget_exhausted' | LlmErrorType;

/** A slot at the model and a reserved call, held until `close`. */
export type Completion = {
  /** The answer as it comes. A failure of the model is the returned outcome, never a rejection; what came before it is a fragment. */
  deltas(): AsyncGenerator<string, CompletionOutcome>;
  close(): void;
};

/** Access to one model: bounded, and with one retry inside the request's deadline. */
export type Completions = {
  readonly name: string;
  /**
   * Waits for a slot, and reserves the first call. @throws AppError `overloaded`, `budget_exhausted` or `budget_unavailable`;
   * rejects with the signal's reason once the client has left.
   */
  open(request: CompletionRequest): Promise<Completion>;
};

type CompletionsDeps = {
  model: MeteredModel;
  limiter: ConcurrencyLimiter | null;
  /** Milliseconds that only go forward. */
  now: () => number;
};

/** Without a limiter (the local model) no call waits. */
export function createCompletions({ model, limiter, now }: CompletionsDeps): Completions {
  return {
    name: model.name,
    async open(request) {
      const release = limiter ? await waitForSlot(limiter, model.budget, request) : undefined;
      try {
        const reserved = await model.reserve(request);
        if ('outcome' in reserved) throw budgetError(reserved);
        return opened(request, reserved, release);
      } catch (failure) {
        release?.();
        throw failure;
      }
    },
  };

  function opened(request: CompletionRequest, reserved: ReservedCall, release: Release | undefined): Completion {
    let isBegun = false;
    return {
      async *deltas() {
        isBegun = true;
        return yield* deltas(request, reserved);
      },
      close() {
        if (!isBegun) reserved.settle(null);
        release?.();
      },
    };
  }

  async function* deltas(request: CompletionRequest, first: ReservedCall): AsyncGenerator<string, CompletionOutcome> {
    let said = false;
    let reserved = first;
    for (let retried = false; ; retried = true) {
      try {
        const parts = model.deltas(request, reserved);
        try {
          let next = await parts.next();
          for (; !next.done; next = await parts.next()) {
            said = true;
            yield next.value;
          }
          return ENDINGS[next.value] ?? 'complete';
        } finally {
          await parts.return('interrupted'); // whoever stops listening stops the model
        }
      } catch (failure) {
        if (!(failure instanceof LlmError)) throw failure;
        const again = !said && !retried && (await pause(failure, request, now()));
        if (!again) return failure.type;
        const next = await model.reserve(request);
        if ('outcome' in next) return next.outcome === 'denied' ? 'budget_exhausted' : failure.type;
        reserved = next;
      }
    }
  }
}

const ENDINGS: Partial<Record<FinishReason, CompletionOutcome>> = {
  length: 'length',
  'content-filter': 'content_filter',
  refusal: 'model_refused',
};

const PAUSE_MS = 150;

/** Waits as long as the provider asks before the one retry. False: a retry would be of no use, or too late. */
async function pause(
  { isRetriable, retryAfterMs }: LlmError,
  { endsAt, signal }: CompletionRequest,
  now: number,
): Promise<boolean> {
  const waitMs = retryAfterMs ?? PAUSE_MS * (1 + Math.random()); // spread, so that callers do not return as one
  if (!isRetriable || now + waitMs >= endsAt) return false;
  return after(waitMs, true, { signal }).catch(() => false);
}
