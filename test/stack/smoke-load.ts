import { setTimeout as pause } from 'node:timers/promises';
import { ANSWER, type Generative, QUESTION, WAR } from '../support/generative.ts';
import { post, upload } from '../support/library.ts';
import type { ProviderReply } from '../support/provider.ts';
import type { Redis } from '../support/redis.ts';
import { token } from '../support/token.ts';
import { WIRE_FORMATS } from '../support/wire-formats.ts';

export const SECRET = 'the secret of the stack tests, 32 bytes and more';
const good: ProviderReply = { text: ANSWER, betweenMs: 20, usage: WIRE_FORMATS.openai.usage(200, 12) };
const cut = JSON.stringify(WIRE_FORMATS.openai.whole(ANSWER.join(''), undefined)).replace('"stop"', '"length"');

/** A busy machine needs longer for each. */
const LEAST_ROUNDS = 3;

/** What the provider does, call by call: most are well, some fail, refuse the key, report nothing or too much. */
const REPLIES: readonly ProviderReply[] = [
  good,
  { status: 500 },
  { text: ANSWER },
  { status: 401 },
  { text: ANSWER, usage: WIRE_FORMATS.openai.usage(5000, 12) },
  { body: cut },
];

/** Everything that callers do, for two scrapes with Redis and two with it stalled: answers, streams, refusals, errors. */
export async function smokeLoad(docent: Generative, redis: Redis, roundsMs: number): Promise<void> {
  let call = 0;
  docent.does(({ operation }) => (operation === 'completion' ? (REPLIES[call++ % REPLIES.length] ?? good) : good));
  await rounds(docent, roundsMs, 'a');
  redis.signal('SIGSTOP');
  try {
    await rounds(docent, roundsMs, 'b');
  } finally {
    redis.signal('SIGCONT');
  }
}

async function rounds(docent: Generative, forMs: number, name: string): Promise<void> {
  const endsAt = performance.now() + forMs;
  for (let at = 0; at < LEAST_ROUNDS || performance.now() < endsAt; at++) {
    await round(docent, `${name}${at}`);
    await pause(300);
  }
}

/** One caller with a document of its own. */
async function round({ service }: Generative, user: string): Promise<void> {
  const headers = { Authorization: `Bearer ${await token({ sub: user }, SECRET)}` };
  const ask = async (path: string, body: object) =>
    (await post(service, path, { query: QUESTION, ...body }, { headers })).text();
  const get = async (path: string) => (await fetch(`${service.url}${path}`, { headers })).text();
  await upload(service, 'war.txt', `${WAR} ${user}`, headers);
  await upload(service, 'broken.pdf', `%PDF-1.7 ${user}`, headers).catch(() => {}); // it ends `failed`
  await ask('query', {});
  await ask('query', { stream: true });
  await ask('query/enhanced', {});
  await ask('search', {});
  await ask('query', { top: 'no number' });
  for (const path of ['/api/v1/documents', '/api/v1/documents/doc_none', '/api/v1/usage', '/nowhere']) await get(path);
  await leaveInTheMiddle(service.url, headers);
  await Promise.all(Array.from({ length: 12 }, () => ask('query', {}))); // too many at once, then too many a minute
}

async function leaveInTheMiddle(url: string, headers: Record<string, string>): Promise<void> {
  const leaving = new AbortController();
  const body = JSON.stringify({ query: QUESTION, stream: true });
  const init = {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body,
    signal: leaving.signal,
  };
  const answer = await fetch(`${url}/api/v1/query`, init);
  await answer.body?.getReader().read();
  leaving.abort();
}
