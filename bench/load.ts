import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get } from 'node:http';

const CONNECTIONS = 8;

export type Trivial = { pid: number; url: string; stop(): void };

/** The service with one route that does nothing, in a process of its own whose environment is `env`. */
export async function startTrivial(env: Record<string, string>): Promise<Trivial> {
  const child = fork('bench/trivial-service.ts', { env: { PATH: process.env.PATH, LOG_LEVEL: 'silent', ...env } });
  const [port] = (await once(child, 'message')) as [number];
  const url = `http://127.0.0.1:${port}/api/v1/trivial/`;
  return { pid: child.pid as number, url, stop: () => void child.kill('SIGKILL') };
}

/** Sends so many requests on a few connections, each with a path of its own, and says how long each took, in ms. */
export async function latencies(url: string, requests: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const taken: number[] = [];
  let next = 0;
  const worker = async () => {
    while (next < requests) {
      const startedAt = performance.now();
      await answered(`${url}${next++}`, agent);
      taken.push(performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  agent.destroy();
  return taken;
}

/** The value below which this share of them lies. */
export function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * share)] as number;
}

/** Median, and the least and the most. */
export function spread(values: readonly number[], digits: number): string {
  const at = (share: number) => quantile(values, share).toFixed(digits);
  return `${at(0.5)} (${at(0)}–${at(1)})`;
}

function answered(url: string, agent: Agent): Promise<void> {
  return new Promise((done, failed) => {
    get(url, { agent }, (answer) => answer.resume().once('end', done)).once('error', failed);
  });
}
