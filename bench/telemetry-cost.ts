import { readdirSync, readFileSync } from 'node:fs';
import { startCollector } from '../test/support/collector.ts';
import { latencies, spread, startTrivial, type Trivial } from './load.ts';

/**
 * What telemetry costs a request of a trivial route: CPU of the whole process (all its threads, by the kernel's own
 * account), with telemetry on, and with 10 % of traces as well, against METRICS_ENABLED=false. Each round runs all three,
 * in turns that change; the ratio is taken within the round. No log lines, which would cost all three the same.
 */
const ROUNDS = Number(process.argv[2] ?? 11);
const REQUESTS = Number(process.argv[3] ?? 8000);

type Variant = Trivial & { name: string; limit: number | null };

await using collector = await startCollector();
const off = await start('off', null, { METRICS_ENABLED: 'false' });
const on = await start('on', 1.15, {});
const traced = await start('on, 10 % traced', 1.4, {
  OTEL_EXPORTER_OTLP_ENDPOINT: collector.env.OTEL_EXPORTER_OTLP_ENDPOINT as string,
  OTEL_TRACES_SAMPLER_ARG: '0.1',
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
});
const variants = [off, on, traced];
try {
  for (const variant of variants) await cpuPerRequest(variant, REQUESTS); // warm
  const rounds: Map<Variant, number>[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const costs = new Map<Variant, number>();
    const order = variants.map((_, i) => variants[(i + round) % variants.length] as Variant);
    for (const variant of round % 2 ? order : order.toReversed())
      costs.set(variant, await cpuPerRequest(variant, REQUESTS));
    rounds.push(costs);
  }
  report(rounds);
} finally {
  for (const { stop } of variants) stop();
}

async function start(name: string, limit: number | null, env: Record<string, string>): Promise<Variant> {
  return { ...(await startTrivial(env)), name, limit };
}

/** Microseconds. */
async function cpuPerRequest({ pid, url }: Variant, requests: number): Promise<number> {
  const before = cpuNanoseconds(pid);
  await latencies(url, requests);
  return (cpuNanoseconds(pid) - before) / requests / 1000;
}

function cpuNanoseconds(pid: number): number {
  return readdirSync(`/proc/${pid}/task`)
    .map((thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]))
    .reduce((sum, spent) => sum + spent, 0);
}

function report(rounds: Map<Variant, number>[]): void {
  for (const variant of variants) {
    const costs = rounds.map((round) => round.get(variant) as number);
    const ratios = rounds.map((round) => (round.get(variant) as number) / (round.get(off) as number));
    const wanted = variant.limit ? `, at most ${variant.limit} wanted` : '';
    console.log(`${variant.name}: ${spread(costs, 1)} µs a request; ${spread(ratios, 3)} × off${wanted}`);
  }
}
