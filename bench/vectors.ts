/**
 * How long an exact scan of 25,000 vectors takes in the embedded store.
 * `node --import ./src/process/node-version.js bench/vectors.ts [DIMENSIONS]`
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChunkVectors, Content } from '../src/documents/ingest-queue.ts';
import { openSqliteStore } from '../src/documents/sqlite/sqlite-store.ts';
import { claimed } from '../test/support/store-outcomes.ts';
import { uploadFile } from '../test/support/upload-file.ts';

const DOCUMENTS = 100;
const CHUNKS = 250;
const CHUNK_CHARS = 40;
const ROUNDS = 41;

const dimensions = Number(process.argv[2] ?? 384);
const folder = await mkdtemp(join(tmpdir(), 'docent-bench-'));
const store = await openSqliteStore({ folder, storageMaxBytes: 1e12 });
for (let document = 0; document < DOCUMENTS; document++) {
  const content = contentOf(document);
  await store.documents.admit('public', await uploadFile(folder, content.extract.text, randomUUID()));
  const job = claimed(await store.ingestQueue.claim('bench', 30_000));
  await store.ingestQueue.complete(job, content);
}
const vector = { model: 'bench', values: randomVectors(1) };
const times: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  const startedAt = performance.now();
  await store.passageIndex.similar({ owner: 'public', documentIds: null, vector, limit: 50 });
  times.push(performance.now() - startedAt);
}
times.sort((a, b) => a - b);
const [least, median, most] = [0, Math.floor(ROUNDS / 2), ROUNDS - 1].map((at) => times[at]?.toFixed(1));
console.log(`${DOCUMENTS * CHUNKS} × ${dimensions}: least ${least}, median ${median}, most ${most} ms`);
await store.close();
await rm(folder, { recursive: true });

function contentOf(document: number): Content {
  const texts = Array.from({ length: CHUNKS }, (_, at) => `passage ${document} ${at}`.padEnd(CHUNK_CHARS));
  const chunks = texts.map((text, position) => {
    const start = position * CHUNK_CHARS;
    return { position, start, end: start + CHUNK_CHARS, page: null, text };
  });
  const vectors: ChunkVectors = { model: 'bench', dimensions, values: randomVectors(CHUNKS) };
  return { extract: { text: texts.join(''), pageStarts: [] }, chunks, terms: chunks.map(() => 'passage'), vectors };
}

function randomVectors(count: number): Float32Array {
  return Float32Array.from({ length: count * dimensions }, () => Math.random() - 0.5);
}
