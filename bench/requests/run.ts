import { setTimeout as after } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { uploadBytes } from '../../test/support/documents.ts';
import { token } from '../../test/support/token.ts';
import { quantile } from '../load.ts';
import { openClient } from './load.ts';
import { type Figures, figures, measure, newSample, residentMb, type Sample } from './measure.ts';
import { createScenarios, get, type Scenario } from './scenarios.ts';
import { JWT_SECRET, SYSTEMS, type System, startSystem } from './systems.ts';

/**
 * What a request costs ours and its peers, in CPU of the server process, against a bare Koa app that checks nothing. In each
 * round of each scenario the systems take short turns in changing order; where the two halves of bare Koa's turns differ by
 * more than a seventh the round is too noisy, and is left out.
 * `npm run bench -- [--rounds 5] [--requests 3000] [--systems ours,express] [--scenarios allowed,refused]`
 */
const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    requests: { type: 'string', default: '3000' },
    systems: { type: 'string', default: Object.keys(SYSTEMS).filter(isThere).join() },
    scenarios: { type: 'string', default: '' },
  },
});
const [rounds, requests] = [Number(options.rounds), Number(options.requests)];
const NOISE_MAX = 1 / 7;
const SCRAPE_EVERY_MS = 50;
/** How long after its return Redis decides again, with room. */
const BACK_MS = 3000;
/** Requests to warm a system with: the compiler goes on for long after the first thousand. */
const WARM = 10_000;
const TURNS = 10;
const BARE = 'bare Koa';

type Round = { samples: Map<string, Sample>; noise: number };

/** Without another checkout, there is nothing before. */
function isThere(name: string): boolean {
  return name !== 'before' || process.env.BENCH_BEFORE !== undefined;
}

await using started = new AsyncDisposableStack();
const systems: System[] = [];
for (const name of new Set([BARE, ...options.systems.split(',')]))
  try {
    const system = started.use(await startSystem(name, SYSTEMS[name] as never));
    systems.push(system);
  } catch (error) {
    console.log(`${name} is left out: ${(error as Error).message}`);
  }
const bare = systems.shift() as System;
for (const scenario of await createScenarios(await document())) {
  if (options.scenarios && !options.scenarios.split(',').includes(scenario.name)) continue;
  const taking = systems.filter(({ name }) => scenario.systems.test(name));
  if (taking.length > 0) report(scenario, await run(scenario, [bare, ...taking]));
}

async function run(scenario: Scenario, taking: System[]): Promise<Round[]> {
  const done: Round[] = [];
  for (const system of taking) await system.client.send(scenario.requests(WARM));
  for (let round = 0; round < rounds; round++) {
    const samples = new Map(taking.map(({ name }) => [name, newSample()]));
    const bareUs: number[] = [];
    for (const system of taking) scenario.before?.(system);
    for (let turn = 0; turn < TURNS; turn++) {
      const order = taking.map((_, i) => taking[(i + turn) % taking.length] as System);
      for (const system of turn % 2 ? order : order.toReversed())
        await load(scenario, system, samples.get(system.name) as Sample);
      if (turn === TURNS / 2 - 1) bareUs.push((samples.get(BARE) as Sample).cpuNs);
    }
    for (const system of taking) scenario.after?.(system);
    if (scenario.after) await after(BACK_MS);
    const [half = 0, whole] = [bareUs[0], (samples.get(BARE) as Sample).cpuNs];
    done.push({ samples, noise: Math.abs(2 * half - whole) / whole });
  }
  return done;
}

async function load(scenario: Scenario, system: System, sample: Sample): Promise<void> {
  const timer =
    scenario.meanwhile && setInterval(() => void scrape(system, scenario.meanwhile as string), SCRAPE_EVERY_MS);
  try {
    await measure(sample, system, scenario.requests(requests / TURNS), scenario.status);
  } finally {
    clearInterval(timer || undefined);
  }
}

async function scrape({ port }: System, path: string): Promise<void> {
  using client = openClient(port, 1);
  await client.send([get(path)('')]);
}

/** A document to look up, where the whole service is measured. */
async function document(): Promise<string> {
  const service = systems.find(({ name }) => name === 'service');
  if (!service) return '';
  const headers = { Authorization: `Bearer ${await token({ sub: 'hot' }, JWT_SECRET)}` };
  const url = `http://127.0.0.1:${service.port}`;
  const { body } = await uploadBytes({ url }, 'a.txt', 'A text.', { wait: 20, headers });
  return String(body.document_id);
}

function report({ name: scenario }: Scenario, done: Round[]): void {
  const quiet = done.filter(({ noise }) => noise <= NOISE_MAX);
  const counted = quiet.length > 0 ? quiet : done;
  const remark = quiet.length > 0 ? '' : '; ALL TOO NOISY TO COUNT';
  console.log(`\n## ${scenario}: ${quiet.length} of ${done.length} rounds quiet enough${remark}\n`);
  console.log('| | × bare Koa (least–most) | CPU µs | req/s | p50 ms | p99 ms | RSS MB | Redis µs | wrong |');
  console.log('|---|---|---|---|---|---|---|---|---|');
  for (const { name, pid } of [bare, ...systems]) {
    if (!done[0]?.samples.has(name)) continue;
    const all = counted.map(({ samples }) => figures(samples.get(name) as Sample));
    const ratios = counted.map(
      ({ samples }, i) => (all[i] as Figures).cpuUs / figures(samples.get(BARE) as Sample).cpuUs,
    );
    const of = (field: keyof Figures, digits: number) =>
      quantile(
        all.map((one) => one[field]),
        0.5,
      ).toFixed(digits);
    const at = (share: number) => quantile(ratios, share).toFixed(2);
    const wrong = name === BARE ? '' : done.reduce((sum, { samples }) => sum + (samples.get(name) as Sample).wrong, 0);
    console.log(
      `| ${name} | ${at(0.5)} (${at(0)}–${at(1)}) | ${of('cpuUs', 1)} | ${of('perSecond', 0)} | ${of('p50Ms', 1)} | ${of('p99Ms', 1)} | ${residentMb(pid).toFixed(0)} | ${of('redisUs', 1)} | ${wrong} |`,
    );
  }
}
