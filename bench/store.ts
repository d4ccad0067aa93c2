/**
 * The store at a size: `node bench/store.ts [chunks=50000] [chunksPerDocument=250]`; in PostgreSQL where `DATABASE_URL` names
 * an empty database.
 * Prints what search, completion and deletion take, how long the main thread was held, and what is left on disk.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Admitted } from '../src/documents/documents.ts';
import { createIndexing } from '../src/documents/ingestion/indexing.ts';
import { openPostgresStore } from '../src/documents/postgres/postgres-store.ts';
import { openSqliteStore } from '../src/documents/sqlite/sqlite-store.ts';
import type { Owner } from '../src/limits/caller.ts';
import { admitted, claimed } from '../test/support/store-outcomes.ts';

const [chunks = 50_000, perDocument = 250] = process.argv.slice(2).map(Number);
const folder = await mkdtemp(join(tmpdir(), 'docent-bench-'));
const storageMaxBytes = Number.MAX_SAFE_INTEGER;
const url = process.env.DATABASE_URL;
const store = await (url
  ? openPostgresStore({ url, maxConnections: 10, storageMaxBytes })
  : openSqliteStore({ folder, storageMaxBytes }));
const indexing = createIndexing();
const random = seeded(42);
const vocabulary = Array.from({ length: 60_000 }, (_, n) => `w${n.toString(36)}`);
const delay = monitorEventLoopDelay({ resolution: 1 });

const started = performance.now();
for (let loaded = 0; loaded < chunks; loaded += perDocument) await add('public', perDocument);
say('load', `${((performance.now() - started) / 1000).toFixed(1)} s${await size()}`);

const questions = Array.from({ length: 500 }, () => Array.from({ length: 2 + Math.floor(random() * 8) }, askedWord));
for (const terms of questions.slice(0, 50)) await search(terms);
spread('search', await each(questions.slice(50), search));
spread(
  'search, 100 common words',
  await each(
    Array.from({ length: 20 }, () => vocabulary.slice(0, 100)),
    search,
  ),
);

delay.enable();
const bigText = text(5_000_000);
delay.reset();
const big = await timed('5 M characters: admit, cut and complete', () => addText('public', bigText));
say('main thread held at most', `${(delay.max / 1e6).toFixed(0)} ms`);
delay.reset();
await timed('delete it', () => store.documents.remove('public', big));
const middle = await timed('1,500 chunks: admit, cut and complete', () => add('public', 1500));
await timed('delete it', () => store.documents.remove('public', middle));
const file = await timed('admit 20 MB', () => admit('public', Buffer.alloc(20 * 1024 * 1024, randomUUID())));
await timed('delete it', () => store.documents.remove('public', file.document.id));
say('main thread held at most', `${(delay.max / 1e6).toFixed(0)} ms`);
say('resident', `${(process.memoryUsage().rss / 1e6).toFixed(0)} MB${await size()}`);

await indexing.close();
await store.close();
await rm(folder, { recursive: true });

async function add(owner: Owner, count: number): Promise<string> {
  return addText(owner, text(count * 850));
}

async function addText(owner: Owner, value: string): Promise<string> {
  const { document } = await admit(owner, Buffer.from(value));
  const job = claimed(await store.ingestQueue.claim('bench', 60_000));
  const content = await indexing.index({ text: value, pageStarts: [] }, new AbortController().signal);
  await store.ingestQueue.complete(job, content);
  return document.id;
}

async function admit(owner: Owner, bytes: Buffer): Promise<Admitted> {
  const path = join(folder, 'upload');
  await writeFile(path, bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return admitted(
    await store.documents.admit(owner, {
      path,
      filename: 'a.txt',
      bytes: bytes.length,
      sha256,
      mediaType: 'text/plain',
      payer: 'ip:192.0.2.1',
    }),
  );
}

function search(terms: string[]) {
  return store.passageIndex.search({ owner: 'public', terms: [...new Set(terms)], documentIds: null, limit: 50 });
}

/** Words by Zipf's law, in sentences of twelve. */
function text(chars: number): string {
  const parts: string[] = [];
  for (let length = 0, n = 1; length < chars; n++) {
    const next = n % 12 === 0 ? `${word()}.` : word();
    parts.push(next);
    length += next.length + 1;
  }
  return parts.join(' ');
}

function word(): string {
  return vocabulary[Math.floor(vocabulary.length ** random())] ?? 'w';
}

/** Not one of the most frequent: stop words are not searched for. */
function askedWord(): string {
  return vocabulary[Math.floor(120 * (vocabulary.length / 120) ** random())] ?? 'w';
}

async function each<T>(values: readonly T[], work: (value: T) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (const value of values) {
    const from = performance.now();
    await work(value);
    times.push(performance.now() - from);
  }
  return times.sort((a, b) => a - b);
}

async function timed<T>(name: string, work: () => Promise<T>): Promise<T> {
  const from = performance.now();
  const result = await work();
  say(name, `${(performance.now() - from).toFixed(0)} ms`);
  return result;
}

function spread(name: string, times: readonly number[]): void {
  const at = (share: number) => times[Math.floor(times.length * share)]?.toFixed(1);
  say(name, `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${times.at(-1)?.toFixed(1)} ms`);
}

function say(name: string, value: string): void {
  console.log(`${name.padEnd(42)}${value}`);
}

/** Of the file, where there is one. */
async function size(): Promise<string> {
  return url ? '' : `, file ${((await stat(join(folder, 'docent.db'))).size / 1e6).toFixed(0)} MB`;
}

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x80000000;
  };
}
