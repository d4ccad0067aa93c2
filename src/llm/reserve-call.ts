import { AppError } from '../errors.ts';
import type { Budget, BudgetAnswer } from '../limits/budget.ts';
import type { ModelCall } from '../limits/model-call.ts';
import type { CallTokens, NanoPrice } from '../limits/nano-price.ts';

/** Whose budgets pay for the calls of one model, and what they cost. */
export type Spending = {
  readonly budget: Pick<Budget, 'reserve' | 'isReadable'>;
  readonly price: NanoPrice | undefined;
  /** Nano-dollars; null where no price is known. */
  readonly costOf: (used: CallTokens) => number | null;
};

export type Payment = {
  /** The key that pays; null: the service itself, by the global budget alone. */
  readonly payer: string | null;
  /** Whether a smaller output cap is of use. */
  readonly shrinks?: boolean;
  /** Nothing refuses the call, but it counts. */
  readonly isForced?: boolean;
};

/** A worst case that is reserved: to be settled once. */
export type ReservedCall = {
  /** The output cap to send. */
  readonly outputCap: number;
  /** Charges what was used; null: nothing, all of it goes back. */
  settle(used: CallTokens | null): void;
};

type Denied = Exclude<BudgetAnswer, { outcome: 'granted' }>;

/** Reserves a call that may use so much input and output. */
export async function reserveCall(
  { budget, price }: Spending,
  { payer, shrinks = false, isForced = false }: Payment,
  { inputTokens, outputCap }: Pick<ModelCall, 'inputTokens' | 'outputCap'>,
): Promise<ReservedCall | Denied> {
  const answer = await budget.reserve(payer, { inputTokens, outputCap, shrinks, isForced, price });
  if (answer.outcome !== 'granted') return answer;
  return {
    outputCap: answer.outputCap,
    settle: (used) => (used ? answer.settle(used) : answer.release()),
  };
}

/** The error for a call that the budget denied. */
export function budgetError(denied: Denied): AppError {
  if (denied.outcome === 'unavailable')
    return new AppError(
      'budget_unavailable',
      'The budget for language models cannot be read at the moment. Try again soon.',
      {
        retryAfterSeconds: 1,
      },
    );
  const { budget, retryAfterSeconds } = denied;
  const again =
    retryAfterSeconds === null
      ? 'This question is larger than the whole budget.'
      : `Try again in ${retryAfterSeconds} ${retryAfterSeconds === 1 ? 'second' : 'seconds'}.`;
  return new AppError('budget_exhausted', `The budget for language models is spent. ${again}`, {
    extra: { budget, ...(retryAfterSeconds !== null && { retry_after: retryAfterSeconds }) },
    ...(retryAfterSeconds !== null && { retryAfterSeconds }),
  });
}
