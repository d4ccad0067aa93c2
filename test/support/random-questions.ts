import { setTimeout as after } from 'node:timers/promises';
import { countTokens } from 'gpt-tokenizer/model/gpt-4o';
import { type Budgeted, inputTokens } from './budgeted.ts';
import { type AnswerBody, streamEvents } from './library.ts';
import type { ProviderCall, ProviderReply } from './provider.ts';

/** What a provider has done with one call: what it billed, or what a call that was broken off can be charged. */
type Billed = { least: number; most: number; isExact: boolean };

export type RandomQuestions = {
  statuses: Map<number, number>;
  /** What answers that were read to their end say that they used. */
  told: number;
  /** Bounds of what the provider has billed: equal where it has said so itself of every call. */
  least: number;
  most: number;
};

const PIECES = ['It began', ' in 1754', ' [1].', ' It was fought', ' in North America', ' [1].'];
/** What an estimate of the input adds to the provider's own count, and a tokenizer to pieces that were cut anew. */
const SLACK = 24;

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Asks in so many lanes at once, of random users and processes, with failures, retries and clients that leave. */
export async function askAtRandom(
  docent: Budgeted,
  { users, lanes, forMs, random }: { users: readonly string[]; lanes: number; forMs: number; random: () => number },
): Promise<RandomQuestions> {
  const billed: Billed[] = [];
  const statuses = new Map<number, number>();
  let told = 0;
  docent.does((call) => reply(call, random, billed));
  const one = <T>(of: readonly T[]) => of[Math.floor(random() * of.length)] as T;
  const endsAt = performance.now() + forMs;

  async function lane(): Promise<void> {
    while (performance.now() < endsAt) {
      const [path, stream] = [one(['query', 'query', 'query/enhanced', 'search']), random() < 0.6];
      const body = path === 'search' ? {} : { stream };
      const response = await docent.ask(one(users), body, random() < 0.5 ? 0 : 1, path);
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
      if (response.status !== 200 || path === 'search') await response.text();
      else if (!stream) told += ((await response.json()) as AnswerBody).usage.total_tokens;
      else told += await read(response, random() < 0.3 ? Math.floor(random() * 6) : Number.POSITIVE_INFINITY);
      await after(random() * 20);
    }
  }

  await Promise.all(Array.from({ length: lanes }, lane));
  const sum = (of: (one: Billed) => number) => billed.reduce((total, one) => total + of(one), 0);
  return {
    statuses,
    told,
    least: sum(({ least }) => least),
    most: sum(({ isExact, least, most }) => (isExact ? least : most)),
  };
}

/** The usage that the end of a stream tells; 0 for a client that leaves after so many events. */
async function read(response: Response, events: number): Promise<number> {
  let seen = 0;
  for await (const { event, data } of streamEvents(response)) {
    if (event === 'done') return (data as AnswerBody).usage.total_tokens;
    if (++seen > events) return 0;
  }
  return 0;
}

function reply(call: ProviderCall, random: () => number, billed: Billed[]): ProviderReply {
  const input = inputTokens(call);
  const vectors = call.operation === 'embedding' ? (call.body.input ?? []).map(() => [1, 0]) : undefined;
  const text = PIECES.slice(0, 1 + Math.floor(random() * PIECES.length));
  const output = vectors ? 0 : countTokens(text.join(''));
  const chance = random();
  if (chance < 0.1) return { status: 503 };
  const entry: Billed = { least: input + output, most: input + output + SLACK, isExact: true };
  billed.push(entry);
  const brokenOff = () => {
    entry.isExact = false;
    entry.least = input;
  };
  void call.left.then(brokenOff);
  const timing = { delayMs: random() * 60, betweenMs: random() * 40 };
  if (chance < 0.15 && call.body.stream) {
    brokenOff();
    return { ...timing, text, after: { pieces: 1, stop: 'destroy' } };
  }
  const times = chance < 0.25 ? 0 : chance < 0.3 ? 3 : 1; // says that it was nothing, or three times as much
  entry.least = times * (input + output);
  const usage = vectors
    ? { prompt_tokens: times * input, total_tokens: times * input }
    : { prompt_tokens: times * input, completion_tokens: times * output, total_tokens: times * (input + output) };
  return { ...timing, text, usage, ...(vectors && { vectors }) };
}
