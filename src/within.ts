/** Thrown by `within`: the work did not settle in time. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/** Settles as `work` does, or rejects with `DeadlineError` after `ms`. The work is abandoned, not cancelled. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlineError(`No reply within ${ms} ms`)), ms);
  });
  work.catch(() => {}); // if it fails after the deadline, nobody is listening any more
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * A signal that aborts when one of `signals` does, or with a `TimeoutError` after `ms`, until it is disposed of.
 * `AbortSignal.timeout` would keep its timer, and all that hangs on it, until the time has passed.
 */
export function deadline(ms: number, ...signals: AbortSignal[]): Disposable & { readonly signal: AbortSignal } {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new DOMException(`No end within ${ms} ms`, 'TimeoutError')), ms);
  return { signal: AbortSignal.any([late.signal, ...signals]), [Symbol.dispose]: () => clearTimeout(timer) };
}
