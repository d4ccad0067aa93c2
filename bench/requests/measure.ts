import { readdirSync, readFileSync } from 'node:fs';
import { quantile } from '../load.ts';
import type { Answered } from './load.ts';
import type { System } from './systems.ts';

/** What one system was seen to spend on its loads of one round. CPU is of all threads of a process, by the kernel's own account. */
export type Sample = {
  requests: number;
  cpuNs: number;
  redisNs: number;
  elapsedMs: number;
  tookMs: number[];
  wrong: number;
};

export type Figures = {
  /** CPU of the server, and of its Redis, microseconds a request. */
  cpuUs: number;
  redisUs: number;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
};

export function newSample(): Sample {
  return { requests: 0, cpuNs: 0, redisNs: 0, elapsedMs: 0, tookMs: [], wrong: 0 };
}

/** Adds one load to a sample. `wrong`: answers with another status than `status`, and none at all. */
export async function measure(
  sample: Sample,
  system: System,
  requests: readonly Buffer[],
  status: number,
): Promise<void> {
  const [before, redisBefore] = [cpuNs(system.pid), cpuNs(system.redisPid)];
  const answered: Answered = await system.client.send(requests);
  sample.cpuNs += cpuNs(system.pid) - before;
  sample.redisNs += cpuNs(system.redisPid) - redisBefore;
  sample.requests += requests.length;
  sample.elapsedMs += answered.elapsedMs;
  sample.tookMs.push(...answered.tookMs);
  sample.wrong += requests.length - (answered.statuses.get(status) ?? 0);
}

export function figures({ requests, cpuNs, redisNs, elapsedMs, tookMs }: Sample): Figures {
  return {
    cpuUs: cpuNs / requests / 1000,
    redisUs: redisNs / requests / 1000,
    perSecond: (requests / elapsedMs) * 1000,
    p50Ms: quantile(tookMs, 0.5),
    p99Ms: quantile(tookMs, 0.99),
  };
}

export function residentMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

function cpuNs(pid: number): number {
  return readdirSync(`/proc/${pid}/task`)
    .map((thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]))
    .reduce((sum, spent) => sum + spent, 0);
}
