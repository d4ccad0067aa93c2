import type { Instruments } from '../../telemetry/instruments.ts';
import { DeadlineError } from '../../within.ts';
import type { WaitAllowance } from './wait-allowance.ts';

export type TimedCallDeps = {
  waitAllowance: Pick<WaitAllowance, 'waitedInVain'>;
  instruments: Pick<Instruments, 'recordRateLimitStore'>;
  /** Milliseconds that only go forward. */
  now: () => number;
};

/** Records how long each call of Redis takes and how it ends; one that fails was waited for in vain. */
export function createTimedCall({ waitAllowance, instruments, now }: TimedCallDeps) {
  return async function timedCall<T>(call: () => Promise<T>): Promise<T> {
    const startedMs = now();
    const elapsedMs = () => now() - startedMs;
    const record = (outcome: 'ok' | 'timeout' | 'error') =>
      instruments.recordRateLimitStore(elapsedMs() / 1000, outcome);
    try {
      const answer = await call();
      record('ok');
      return answer;
    } catch (cause) {
      record(cause instanceof DeadlineError ? 'timeout' : 'error');
      waitAllowance.waitedInVain(elapsedMs());
      throw cause;
    }
  };
}
