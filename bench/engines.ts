/**
 * Questions over both engines, interleaved round by round: `node --import ./src/process/node-version.js bench/engines.ts
 * [chunks=50000] [connections=16] [rounds=3]`. Prints each engine's times and their ratio.
 */

import { post, upload } from '../test/support/library.ts';
import { type Postgres, startPostgres } from '../test/support/postgres.ts';
import { type Service, startService } from '../test/support/service.ts';

const [chunks = 50_000, connections = 16, rounds = 3] = process.argv.slice(2).map(Number);
const CHUNKS_PER_DOCUMENT = 500;
const QUESTIONS = 400;

await using postgres: Postgres = await startPostgres();
await using embedded = await startService({ DATABASE_URL: '', STORAGE_MAX_BYTES: '10000000000' });
await using remote = await startService({
  DATABASE_URL: await postgres.createDatabase(),
  STORAGE_MAX_BYTES: '10000000000',
});
const engines = { SQLite: embedded, PostgreSQL: remote };
const vocabulary = Array.from({ length: 60_000 }, (_, n) => `w${n.toString(36)}`);
const random = seeded(42);
const texts = Array.from({ length: Math.ceil(chunks / CHUNKS_PER_DOCUMENT) }, () => text(CHUNKS_PER_DOCUMENT * 850));
for (const [name, service] of Object.entries(engines)) {
  const from = performance.now();
  for (const [n, each] of texts.entries()) await upload(service, `${n}.txt`, each);
  console.log(`${name}: loaded in ${((performance.now() - from) / 1000).toFixed(0)} s`);
}
for (const service of Object.values(engines)) await round(service, questions(connections * 4));
const times: Record<string, number[]> = { SQLite: [], PostgreSQL: [] };
for (let n = 0; n < rounds; n++) {
  const asked = questions(QUESTIONS);
  for (const [name, service] of Object.entries(engines)) times[name]!.push(...(await round(service, asked)));
}
const figures = Object.values(times).map((all) => [at(all, 0.5), at(all, 0.99)] as const);
for (const [n, name] of Object.keys(times).entries())
  console.log(`${name}: p50 ${figures[n]![0].toFixed(1)} ms, p99 ${figures[n]![1].toFixed(1)} ms`);
const [one, other] = figures;
console.log(`ratio: p50 ${(other![0] / one![0]).toFixed(2)}, p99 ${(other![1] / one![1]).toFixed(2)}`);

/** Asks all questions over so many connections at once. */
async function round(service: Service, asked: readonly string[]): Promise<number[]> {
  const waiting = [...asked];
  const took: number[] = [];
  const connection = async () => {
    for (let query = waiting.shift(); query; query = waiting.shift()) {
      const from = performance.now();
      const answer = await post(service, 'query', { query });
      await answer.text();
      if (answer.status !== 200) throw new Error(`A question is answered with ${answer.status}`);
      took.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  return took;
}

/** Not of the most frequent words: stop words are not searched for. */
function questions(count: number): string[] {
  const asked = () => vocabulary[Math.floor(120 * (vocabulary.length / 120) ** random())] ?? 'w';
  return Array.from({ length: count }, () => Array.from({ length: 3 + Math.floor(random() * 6) }, asked).join(' '));
}

/** Words by Zipf's law, in sentences of twelve. */
function text(chars: number): string {
  const parts: string[] = [];
  for (let length = 0, n = 1; length < chars; n++) {
    const word = vocabulary[Math.floor(vocabulary.length ** random())] ?? 'w';
    parts.push(n % 12 === 0 ? `${word}.` : word);
    length += word.length + 1;
  }
  return parts.join(' ');
}

function at(all: readonly number[], share: number): number {
  return all.toSorted((a, b) => a - b)[Math.floor(all.length * share)] ?? 0;
}

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x80000000;
  };
}
