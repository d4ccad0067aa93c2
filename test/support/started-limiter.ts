import { startLimiter } from '../../src/compose/limiter.ts';
import { silentInstruments } from '../../src/telemetry/instruments.ts';
import { policyOf } from './redis-limiter.ts';
import { slowness } from './slowness.ts';

/** The limiter of a process, as the service starts it, with what it tells of Redis. */
export async function startedLimiter(
  redisUrl?: string,
  budgetFailMode: 'local' | 'closed' = 'local',
  timeoutMs = 300 * slowness(), // a machine that runs many tests at once is no outage
) {
  const lines: string[] = [];
  const tell = (...words: unknown[]) => void lines.push(JSON.stringify(words));
  let degraded = false;
  const recordRateLimitDegraded = (isDegraded: boolean) => {
    degraded = isDegraded;
  };
  const started = await startLimiter({
    redisUrls: redisUrl ? [redisUrl] : [],
    budgetFailMode,
    timeoutMs,
    reachMs: 1000 * slowness(),
    settleWithinMs: 2000 * Math.min(3, slowness()), // cases wait for all of it
    maxKeys: 1000,
    instruments: { ...silentInstruments, recordRateLimitDegraded },
    log: { info: tell, warn: tell },
  });
  const policy = policyOf('20/60');
  return {
    lines,
    degraded: () => degraded,
    check: async () => started.check?.(),
    /** Who decides a call of this caller, and whether it is admitted. */
    take: async (caller: string) => started.limiter.take(policy, caller),
    budgets: started.budgets,
    ofRequest: started.ofRequest,
    away: () => lines.filter((line) => line.includes('redis is away')),
    [Symbol.asyncDispose]: started.close,
  };
}

export type TestedLimiter = Awaited<ReturnType<typeof startedLimiter>>;
