import type { Logger } from 'pino';
import type { LlmErrorType } from '../telemetry/instruments.ts';

/** Knows which models fail call after call: a wrong key or name, a URL that is none, a server that is away. */
export type CallWatch = {
  /** How a provider call ended; null: well. */
  note(model: string, error: LlmErrorType | null): void;
  /** The kind of the last failure of a model that fails call after call; null: all is well. */
  failing(): LlmErrorType | null;
};

type CallWatchOptions = { log: Pick<Logger, 'info' | 'warn'>; failuresInARow?: number };

const FAILURES_IN_A_ROW = 3;

export function createCallWatch({ log, failuresInARow = FAILURES_IN_A_ROW }: CallWatchOptions): CallWatch {
  const failures = new Map<string, { count: number; error: LlmErrorType }>();
  return {
    note(model, error) {
      if (error === 'cancelled') return; // a caller who left says nothing of the model
      const before = failures.get(model)?.count ?? 0;
      if (error === null) {
        failures.delete(model);
        if (before >= failuresInARow) log.info({ model }, 'the model answers again');
        return;
      }
      failures.set(model, { count: before + 1, error });
      if (before + 1 === failuresInARow) log.warn({ model, error_type: error }, 'the model fails call after call');
    },
    failing: () => [...failures.values()].find(({ count }) => count >= failuresInARow)?.error ?? null,
  };
}
