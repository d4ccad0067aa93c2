import { LRUCache } from 'lru-cache';
import { DeadlineError } from '../../within.ts';
import { withDeadline } from './deadline.ts';
import { createRemoteClock, type RemoteClock } from './remote-clock.ts';

const NODES_MAX = 1000;

/** What a script answered: whether it read the call past its deadline, and the time of its server. */
export type Timed<T> = { readonly isLate: boolean; readonly epochUs: number; readonly answer: T };

/**
 * Runs a script that takes a deadline in its server's time: one that it reads too late, from a queue or after a stall, has
 * no effect. One that it read in time whose answer comes too late is told to `unheard`.
 * @throws DeadlineError when there is no answer in time.
 */
export type RunInTime = <T>(
  node: string,
  script: (deadlineUs: number) => Promise<Timed<T>>,
  unheard?: (late: T) => void,
) => Promise<T>;

export type RunInTimeOptions = {
  /** How long the next call may wait for Redis, ms. */
  waitMs: () => number;
  nowMs?: () => number;
};

export function createRunInTime({ waitMs, nowMs = () => performance.now() }: RunInTimeOptions): RunInTime {
  const clocks = new LRUCache<string, RemoteClock>({ max: NODES_MAX });
  return (node, script, unheard) =>
    withDeadline(
      waitMs(),
      async (leftMs) => {
        const clock = clocks.get(node) ?? createRemoteClock();
        clocks.set(node, clock);
        while (leftMs() > 0) {
          const sentMs = nowMs();
          const { isLate, epochUs, answer } = await script(clock.at(sentMs + leftMs()));
          clock.learn(sentMs, nowMs(), epochUs);
          if (!isLate) return answer;
          // the server's clock was not known yet, or has been set, or this process was slow to send: ask again
        }
        throw new DeadlineError('Redis read the call past its deadline');
      },
      unheard,
    );
}
