import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { latencies, quantile, spread, startTrivial, type Trivial } from './load.ts';

/**
 * What a collector that is away costs: the 99th percentile of a trivial route and the memory of the process, every request
 * traced, against the same service that traces nothing. Rounds are interleaved; each ratio is taken within its round.
 */
const ROUNDS = Number(process.argv[2] ?? 9);
const REQUESTS = Number(process.argv[3] ?? 8000);

type Variant = Trivial & { name: string; p99: number[]; rssMb: number };

const silent = createServer((socket) => void socket.on('error', () => {})).listen(0, '127.0.0.1');
await once(silent, 'listening');
const endpoints = {
  none: '',
  refused: 'http://127.0.0.1:1',
  silent: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
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

function rssMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

function report([none, ...lost]: Variant[]): void {
  if (!none) return;
  console.log(`none: p99 ${spread(none.p99, 2)} ms, ${none.rssMb.toFixed(0)} MB`);
  for (const { name, p99, rssMb } of lost) {
    const ratios = p99.map((value, round) => value / (none.p99[round] as number));
    const more = (rssMb - none.rssMb).toFixed(0);
    console.log(
      `${name}: p99 ${spread(p99, 2)} ms, ${spread(ratios, 2)} × none (1.2 wanted); ${more} MB more (30 wanted)`,
    );
  }
}
