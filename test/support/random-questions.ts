import { setTimeout as after } from 'node:timers/promises';
import { type Budgeted, QUESTION } from './budgeted.ts';
import { uploadBytes } from './documents.ts';
import { type createErraticProvider, USERS, type User } from './erratic-provider.ts';
import { type AnswerBody, streamEvents } from './library.ts';

type Told = { tokens: number; nanoDollars: number };

export type RandomQuestions = {
  statuses: Map<number, number>;
  /** What the answers that were read to their end say that they used, by user. */
  told: Map<string, Told>;
  /** The questions that were refused: what a rewrite or an embedding of theirs used, no answer tells. */
  refused: Set<number>;
  /** The questions whose callers left, and those whose answers say that not every call was reported. */
  left: Set<number>;
  estimated: Set<number>;
};

type Options = {
  provider: ReturnType<typeof createErraticProvider>;
  lanes: number;
  forMs: number;
  random: () => number;
};

/** Asks in so many lanes at once, of random users and processes, of whom some leave early, and uploads beside it. */
export async function askAtRandom(docent: Budgeted, options: Options): Promise<RandomQuestions> {
  const { provider, lanes, forMs, random } = options;
  const statuses = new Map<number, number>();
  const told = new Map<string, Told>();
  const [refused, left, estimated] = [new Set<number>(), new Set<number>(), new Set<number>()];
  const one = <T>(of: readonly T[]) => of[Math.floor(random() * of.length)] as T;
  const asking = USERS.filter((user) => !user.startsWith('uploading'));
  const endsAt = performance.now() + forMs;

  async function asks(): Promise<void> {
    while (performance.now() < endsAt) {
      const user = one(asking);
      const leaves = user.startsWith('leaving');
      const path = one(['query', 'query', 'query/enhanced', leaves ? 'search' : 'query/enhanced']); // a search tells no usage
      const stream = random() < 0.6;
      const { question, mark } = provider.ask(user);
      const query = `${QUESTION} Asks ${mark}`;
      const body = path === 'search' ? { query } : { query, stream };
      const response = await docent.ask(user, body, random() < 0.5 ? 0 : 1, path);
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
      if (response.status !== 200) refused.add(question);
      if (response.status !== 200 || path === 'search') await response.text();
      else if (!stream) tell(user, question, (await response.json()) as AnswerBody);
      else if (!(await read(user, question, response, leaves ? Math.floor(random() * 6) : Number.POSITIVE_INFINITY)))
        left.add(question);
      await after(random() * 20);
    }
  }

  async function uploads(process: number): Promise<void> {
    const user: User = 'uploading-1';
    const headers = await docent.as(user);
    for (let n = 0; performance.now() < endsAt; n++) {
      const text = `Boat ${process}-${n} of ${user} is built of wood, and a ship of iron. `.repeat(
        1 + Math.floor(random() * 30),
      );
      await uploadBytes(docent.services[process] as { url: string }, `${process}-${n}.txt`, text, {
        wait: 10,
        headers,
      });
    }
  }

  /** A client that leaves does so after so many events. False: it has left. */
  async function read(user: User, question: number, response: Response, events: number): Promise<boolean> {
    let seen = 0;
    for await (const { event, data } of streamEvents(response)) {
      if (event === 'done') tell(user, question, data as AnswerBody);
      if (event === 'done' || ++seen > events) return event === 'done';
    }
    return false;
  }

  function tell(user: User, question: number, { usage }: AnswerBody): void {
    if (usage.source === 'estimated') estimated.add(question);
    const { tokens, nanoDollars } = told.get(user) ?? { tokens: 0, nanoDollars: 0 };
    const cost = Math.round((usage.cost_usd ?? 0) * 1e9);
    told.set(user, { tokens: tokens + usage.total_tokens, nanoDollars: nanoDollars + cost });
  }

  await Promise.all([...Array.from({ length: lanes }, asks), ...docent.services.map((_, process) => uploads(process))]);
  return { statuses, told, refused, left, estimated };
}
