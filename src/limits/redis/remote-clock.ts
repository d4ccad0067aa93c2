/** The clock of a server, as far as its replies have shown it. */
export type RemoteClock = {
  /** A reply that was asked for at `sentMs` and came at `receivedMs`, with the server's microseconds in between. */
  learn(sentMs: number, receivedMs: number, remoteUs: number): void;
  /** A moment of ours in the server's microseconds, never too late; 0, a moment long past, while nothing has been learnt. */
  at(localMs: number): number;
};

/**
 * Each reply bounds the difference of the two clocks from both sides; what all of them allow is kept (Marzullo's
 * intersection). Replies that contradict each other mean that a clock was set or has drifted: the newest one counts.
 */
export function createRemoteClock(): RemoteClock {
  let least = Number.NEGATIVE_INFINITY;
  let most = Number.POSITIVE_INFINITY;
  return {
    learn(sentMs, receivedMs, remoteUs) {
      const [low, high] = [remoteUs - receivedMs * 1000, remoteUs - sentMs * 1000];
      const agree = low <= most && high >= least;
      least = agree ? Math.max(least, low) : low;
      most = agree ? Math.min(most, high) : high;
    },
    at: (localMs) => (Number.isFinite(least) ? Math.floor(localMs * 1000 + least) : 0),
  };
}
