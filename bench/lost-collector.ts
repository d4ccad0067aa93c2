import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { latencies, quantile, spread, startTrivial, type Trivial } from './load.ts';

/**
 * What a collector that is away costs: the 99th percentile of a trivial route and the memory of the process, every request
 * traced, against the same service with a collector that answers, and with none. Rounds are interleaved; each ratio is
 * taken within its round.
 */
const ROUNDS = Number(process.argv[2] ?? 9);
const REQUESTS = Number(process.argv[3] ?? 8000);

type Variant = Trivial & { name: string; p99: number[]; rssMb: number };

const silent = createServer((socket) => void socket.on('error', () => {})).listen(0, '127.0.0.1');
const healthy = createHttpServer((req, res) => req.resume().once('end', () => res.end())).listen(0, '127.0.0.1');
await Promise.all([once(silent, 'listening'), once(healthy, 'listening')]);
const endpoints = {
  none: '',
  healthy: urlOf(healthy.address()),
  refused: 'http://127.0.0.1:1',
  silent: urlOf(silent.address()),
  unresolvable: 'http://collector.invalid',
};
const variants: Variant[] = [];
try {
  for (const [name, endpoint] of Object.entries(endpoints)) {
    variants.push({ ...(await startTrivial({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint })), name, p99: [], rssMb: 0 });
  }
  for (const { url } of variants) await latencies(url, REQUESTS); // warm
  for (let round = 0; round < ROUNDS; round++)
    for (const variant of round % 2 ? variants : variants.toReversed())
      variant.p99.push(quantile(await latencies(variant.url, REQUESTS), 0.99));
  for (const variant of variants) variant.rssMb = rssMb(variant.pid);
  report(variants);
} finally {
  for (const { stop } of variants) stop();
  silent.close();
}
process.exit(0);

function urlOf(address: unknown): string {
  return `http://127.0.0.1:${(address as AddressInfo).port}`;
}

function rssMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

function report([none, healthy, ...lost]: Variant[]): void {
  if (!none || !healthy) return;
  console.log(`none: p99 ${spread(none.p99, 2)} ms, ${none.rssMb.toFixed(0)} MB`);
  console.log(
    `healthy: p99 ${spread(healthy.p99, 2)} ms, ${times(healthy, none)} × none; ${more(healthy, none)} MB more`,
  );
  for (const variant of lost) {
    const ratios = `${times(variant, healthy)} × healthy (1.2 wanted), ${times(variant, none)} × none`;
    console.log(
      `${variant.name}: p99 ${spread(variant.p99, 2)} ms, ${ratios}; ${more(variant, none)} MB more (30 wanted)`,
    );
  }
}

function times(one: Variant, other: Variant): string {
  const ratios = one.p99.map((value, round) => value / (other.p99[round] as number));
  return spread(ratios, 2);
}

function more(one: Variant, other: Variant): string {
  return (one.rssMb - other.rssMb).toFixed(0);
}
