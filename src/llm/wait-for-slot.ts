import type { Budget } from '../limits/budget.ts';
import { type ConcurrencyLimiter, type Release, SERVICE } from './concurrency-limiter.ts';
import { budgetError } from './reserve-call.ts';

type Waiter = { readonly payer: string | null; readonly signal: AbortSignal };

const LOOK_MS = 100;

/**
 * Waits for a slot at the provider, but not while nobody can say what the payer may spend: that is told at once, however
 * busy the provider is. @throws as `ConcurrencyLimiter.acquire`, and AppError `budget_unavailable`.
 */
export async function waitForSlot(
  limiter: ConcurrencyLimiter,
  budget: Pick<Budget, 'isReadable'> | undefined,
  { payer, signal }: Waiter,
): Promise<Release> {
  const caller = payer ?? SERVICE;
  if (!budget) return limiter.acquire(caller, signal);
  const unreadable = new AbortController();
  let looking: NodeJS.Timeout | undefined;
  const look = async (how: 'asked' | 'known') => {
    if (!(await budget.isReadable(payer, how))) unreadable.abort(budgetError({ outcome: 'unavailable' }));
  };
  const whileItWaits = () => {
    void look('asked');
    looking = setInterval(() => void look('known'), LOOK_MS);
  };
  try {
    return await limiter.acquire(caller, AbortSignal.any([signal, unreadable.signal]), whileItWaits);
  } finally {
    clearInterval(looking);
  }
}
