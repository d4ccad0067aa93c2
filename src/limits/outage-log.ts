import type { Logger } from 'pino';

/** Different reasons told of one outage. */
const REASONS_MAX = 10;

/** Tells the log that Redis is away, once for each reason, and that it is back. */
export function createOutageLog(log: Pick<Logger, 'info' | 'warn'>, reasonsMax = REASONS_MAX) {
  const told = new Set<string>();
  return {
    away(cause: unknown): void {
      const reason = reasonOf(cause);
      if (told.has(reason) || told.size >= reasonsMax) return;
      const what = told.size === 0 ? 'away: request limits are counted in this process' : 'still away';
      told.add(reason);
      log.warn({ reason }, `redis is ${what}`);
    },
    back(): void {
      told.clear();
      log.info('redis is back: request limits are counted there again');
    },
  };
}

/** The kind of a failure, Redis's own word for it where it has said one, without its text: that may name hosts. */
function reasonOf(failure: unknown): string {
  if (!(failure instanceof Error)) return 'unknown';
  const cause = firstCause(failure);
  if (/^UNSUPPORTED Redis [\d.]+:/.test(cause.message)) return cause.message;
  const word = /^([A-Z]{3,}) /.exec(cause.message)?.[1]; // READONLY, LOADING, WRONGPASS …
  return word ?? ('code' in cause && cause.code ? String(cause.code) : cause.constructor.name);
}

/** What lies at the bottom of a failure, as far as it says more than that it is an error. */
function firstCause(failure: Error): Error {
  const { cause } = failure;
  const isNamed = failure.constructor !== Error || 'code' in failure;
  return cause instanceof Error && !(isNamed && isBare(cause)) ? firstCause(cause) : failure;
}

function isBare(error: Error): boolean {
  return (
    error.constructor === Error && !('code' in error) && error.cause === undefined && !/^[A-Z]{3,} /.test(error.message)
  );
}
