const FAILURES = 3;
const OPEN_MS = 1000;

/** Stops asking a server that has failed three times in a row; one call a second tries it again. */
export type Breaker = {
  /** Whether the server may be asked; where it has failed, by one call a second. */
  allows(): boolean;
  succeeded(): void;
  /** True once the server is no longer asked. */
  failed(): boolean;
};

export function createBreaker({ nowMs = () => performance.now() } = {}): Breaker {
  let failures = 0;
  let triedAgainAtMs = 0;
  return {
    allows() {
      if (failures < FAILURES) return true;
      if (nowMs() < triedAgainAtMs) return false;
      triedAgainAtMs = nowMs() + OPEN_MS; // the next try, should this one never settle
      return true;
    },
    succeeded() {
      failures = 0;
    },
    failed() {
      failures += 1;
      triedAgainAtMs = nowMs() + OPEN_MS;
      return failures >= FAILURES;
    },
  };
}
