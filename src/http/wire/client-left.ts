import type { Context } from '../state.ts';

/** Aborts once the client has left before its answer was complete. */
export function clientLeft({ res }: Context): AbortSignal {
  const left = new AbortController();
  const notice = () => {
    if (!res.writableFinished) left.abort();
  };
  if (res.closed) notice();
  else res.once('close', notice);
  return left.signal;
}
