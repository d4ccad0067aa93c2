import type { Instruments } from '../../telemetry/instruments.ts';

type ServerStatesDeps = {
  instruments: Pick<Instruments, 'recordRateLimitDegraded'>;
  /** Told of every failure, and when all servers decide again. */
  outage: { away(cause: unknown): void; back(): void };
  /** Milliseconds that only go forward. */
  now: () => number;
};

/** What is known of each server, by its name: which are away, and when each has answered last. */
export type ServerStates = ReturnType<typeof createServerStates>;

/** After so many failures in a row callers wait for a server no more. */
const FAILURES = 3;

export function createServerStates({ instruments, outage, now }: ServerStatesDeps) {
  const failures = new Map<string, number>();
  const answeredAtMs = new Map<string, number>();
  const away = new Set<string>();

  /** A write has succeeded. */
  function back(node: string): void {
    failures.delete(node);
    answeredAtMs.set(node, now());
    if (!away.delete(node) || away.size > 0) return;
    instruments.recordRateLimitDegraded(false);
    outage.back();
  }

  return {
    away: away as ReadonlySet<string>,
    isAsked: (node: string) => (failures.get(node) ?? 0) < FAILURES,
    silentMs: (node: string) => now() - (answeredAtMs.get(node) ?? 0),
    answered(node: string): void {
      answeredAtMs.set(node, now());
      if (!away.has(node)) failures.delete(node);
    },
    failed(node: string, cause: unknown): void {
      failures.set(node, (failures.get(node) ?? 0) + 1);
      away.add(node);
      instruments.recordRateLimitDegraded(true);
      outage.away(cause);
    },
    back,
    /** Forgets all others: other servers have taken their places. */
    keepOnly(nodes: { has(node: string): boolean }): void {
      for (const node of away) if (!nodes.has(node)) back(node);
      for (const known of [failures, answeredAtMs])
        for (const node of known.keys()) if (!nodes.has(node)) known.delete(node);
    },
  };
}
