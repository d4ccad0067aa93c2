/**
 * 200 questions at once with 8 places at the provider: how long GET /health takes meanwhile.
 * `node --import ./src/process/node-version.js bench/overload.ts [ROUNDS]`
 */
import { setTimeout as after } from 'node:timers/promises';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { ANSWER, QUESTION, startGenerative } from '../test/support/generative.ts';
import { post } from '../test/support/library.ts';

const QUESTIONS = 200;
const PLACES = 8;
const PROVIDER_MS = 200;
const PROBE_EVERY_MS = 5;

if (isMainThread) await overload(Number(process.argv[2] ?? 5));
else await probe(workerData as string);

async function overload(rounds: number): Promise<void> {
  await using docent = await startGenerative('openai', { LLM_MAX_CONCURRENCY: `${PLACES}`, LLM_MAX_WAITING: '100' });
  docent.does({ text: ANSWER, delayMs: PROVIDER_MS });
  await Promise.all(Array.from({ length: 20 }, () => post(docent.service, 'query', { query: QUESTION }))); // warm
  for (let round = 1; round <= rounds; round++) {
    const probes = new Worker(new URL(import.meta.url), { workerData: docent.service.url });
    await after(300);
    const startedAt = performance.now();
    const statuses = await Promise.all(
      Array.from({ length: QUESTIONS }, async () => {
        const response = await post(docent.service, 'query', { query: QUESTION });
        await response.text();
        return response.status;
      }),
    );
    const seconds = (performance.now() - startedAt) / 1000;
    probes.postMessage('stop');
    const times = await new Promise<number[]>((done) => probes.once('message', done));
    const at = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))]?.toFixed(1);
    const answered = statuses.filter((status) => status === 200).length;
    const refused = statuses.filter((status) => status === 503).length;
    console.log(
      `round ${round}: ${answered} answered, ${refused} refused in ${seconds.toFixed(1)} s, most at once ${docent.provider.mostAtOnce()}; ` +
        `/health p50 ${at(0.5)} p99 ${at(0.99)} max ${at(1)} ms of ${times.length}`,
    );
  }
}

async function probe(url: string): Promise<void> {
  let running = true;
  parentPort?.once('message', () => {
    running = false;
  });
  const times: number[] = [];
  while (running) {
    const startedAt = performance.now();
    await (await fetch(`${url}/health`)).text();
    times.push(performance.now() - startedAt);
    await after(PROBE_EVERY_MS);
  }
  parentPort?.postMessage(times.sort((a, b) => a - b));
}
