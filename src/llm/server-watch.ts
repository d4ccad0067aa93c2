/** Knows whether a server is away, so that not every caller has to find out by waiting. */
export type ServerWatch = {
  /** False while the server is known to be away; then true for one caller each time the pause has passed. */
  mayAsk(): boolean;
  /** True from a failure to the next answer. */
  isAway(): boolean;
  answered(): void;
  failed(): void;
};

type ServerWatchOptions = {
  pauseMs: number;
  /** Milliseconds that only go forward. */
  now: () => number;
};

export function createServerWatch({ pauseMs, now }: ServerWatchOptions): ServerWatch {
  let pausedUntil: number | null = null;
  return {
    mayAsk() {
      if (pausedUntil === null) return true;
      if (now() < pausedUntil) return false;
      pausedUntil = now() + pauseMs; // one caller probes; the others do without meanwhile
      return true;
    },
    isAway: () => pausedUntil !== null,
    answered() {
      pausedUntil = null;
    },
    failed() {
      pausedUntil = now() + pauseMs;
    },
  };
}
