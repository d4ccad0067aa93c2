/**
 * Mixed load on the whole service for some minutes: its resident memory and open descriptors by thirds of that time.
 * `node --import ./src/process/node-version.js bench/mixed.ts [MINUTES] [REQUESTS_A_SECOND]`
 */
import { readdirSync } from 'node:fs';
import { setTimeout as after } from 'node:timers/promises';
import { uploadBytes } from '../test/support/documents.ts';
import { startRedis } from '../test/support/redis.ts';
import { startService } from '../test/support/service.ts';
import { quantile } from './load.ts';
import { residentMb } from './requests/measure.ts';

const MINUTES = Number(process.argv[2] ?? 10);
const REQUESTS_A_SECOND = Number(process.argv[3] ?? 100);
const LOOK_EVERY_MS = 1000;
const UPLOADS = 20;
/** Of a hundred requests so many each; the others are questions, and now and then a document comes and goes. */
const PATHS = [
  ...Array<string>(30).fill('/api/v1/usage'),
  ...Array<string>(20).fill('/api/v1/documents?limit=5'),
  ...Array<string>(20).fill('/api/v1/nothing'),
  '/metrics',
];

await using redis = await startRedis();
await using service = await startService({ REDIS_URL: redis.url });
const seen: { mb: number; descriptors: number }[] = [];
const statuses = new Map<number, number>();
for (let i = 0; i < UPLOADS; i++) await upload(i);
const endsAt = performance.now() + MINUTES * 60_000;
await Promise.all([look(), load()]);
report();

async function look(): Promise<void> {
  while (performance.now() < endsAt) {
    await after(LOOK_EVERY_MS);
    seen.push({ mb: residentMb(service.pid), descriptors: readdirSync(`/proc/${service.pid}/fd`).length });
  }
}

async function load(): Promise<void> {
  for (let sent = 0; performance.now() < endsAt; sent++) {
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: 10 }, (_, i) => request((sent * 10 + i) % 100, sent)));
    await after(Math.max(0, 10_000 / REQUESTS_A_SECOND - (performance.now() - startedAt)));
  }
}

async function request(share: number, turn: number): Promise<void> {
  if (share === 99 && turn % 50 === 9) return comeAndGo(turn);
  const body = '{"query":"What is text?"}';
  const question = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body };
  const path = PATHS[share];
  const answer = await fetch(`${service.url}${path ?? '/api/v1/query'}`, path ? {} : question);
  await answer.arrayBuffer();
  statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
}

async function comeAndGo(turn: number): Promise<void> {
  const id = await upload(UPLOADS + turn);
  await fetch(`${service.url}/api/v1/documents/${id}`, { method: 'DELETE' });
}

async function upload(number: number): Promise<string> {
  const text = `Text ${number} is a text of a few words. `.repeat(50);
  const { body } = await uploadBytes(service, `${number}.txt`, text, { wait: 20 });
  return String(body.document_id);
}

function report(): void {
  console.log(`${MINUTES} minutes: ${[...statuses].map(([status, count]) => `${count} × ${status}`).join(', ')}`);
  const third = Math.floor(seen.length / 3);
  for (const [i, name] of ['first', 'middle', 'last'].entries()) {
    const part = seen.slice(i * third, (i + 1) * third);
    const of = (field: 'mb' | 'descriptors', share: number) =>
      quantile(
        part.map((one) => one[field]),
        share,
      ).toFixed(0);
    console.log(
      `${name} third: ${of('mb', 0.5)} MB (${of('mb', 0)}–${of('mb', 1)}), ${of('descriptors', 0.5)} descriptors`,
    );
  }
}
