import { fullest, sums } from './billed-sums.ts';
import { type BudgetMetrics, budgetMetrics } from './budget-metrics.ts';
import { type Budgeted, type BudgetRow, EMBEDDING_MODEL, MODEL, startBudgeted, teach } from './budgeted.ts';
import {
  type Amount,
  type Billed,
  type Bounds,
  COMPLETION_PRICE,
  createErraticProvider,
  EMBEDDING_PRICE,
  NOTHING,
  USERS,
} from './erratic-provider.ts';
import { eventually } from './eventually.ts';
import { heldInRedis } from './held-in-redis.ts';
import { randomOf } from './random.ts';
import { askAtRandom } from './random-questions.ts';

/** The same things counted by the provider, by us, and as callers are told. */
export type BudgetProof = BudgetMetrics & {
  statuses: Map<number, number>;
  providerCalls: number;
  users: {
    user: string;
    /** GET /usage. */
    tokens: number;
    nanoDollars: number;
    /** Bounds of what the provider has billed, equal where it reported all of it. */
    billed: Bounds;
    /**
     * What the answers say, and what the provider billed for questions that were refused; undefined where not every call
     * belongs to a question that was heard to its end.
     */
    told: Bounds | undefined;
    /** The fullest rolling window by the stamps of the provider, as a share of the limit. */
    fullest: number;
  }[];
  fullestOfAll: number;
  /** What Redis holds for all together. */
  global: Amount;
};

const LANES = 50;
const WINDOW_SECONDS = 3;
const TOKENS = 9000;
const TOKENS_OF_ALL = 30_000;
/** Never reached: they hold all that was spent. */
const [WHOLE, DOLLARS] = ['100000000/day', '1000/day'];

/** Two processes over one Redis, and a provider that errs in every way that `random-questions` and it can think of. */
export async function proveBudgets({ forMs, seed }: { forMs: number; seed: number }): Promise<BudgetProof> {
  await using docent = await startBudgeted({
    EMBEDDING_MODEL,
    LLM_TOKEN_LIMIT: `${TOKENS}/${WINDOW_SECONDS} second;${WHOLE}`,
    LLM_TOKEN_LIMIT_GLOBAL: `${TOKENS_OF_ALL}/${WINDOW_SECONDS} second;${WHOLE}`,
    LLM_COST_LIMIT: DOLLARS,
    LLM_COST_LIMIT_GLOBAL: DOLLARS,
    LLM_PRICES: JSON.stringify({ [MODEL]: COMPLETION_PRICE, [EMBEDDING_MODEL]: EMBEDDING_PRICE }),
  });
  const random = randomOf(seed);
  const provider = createErraticProvider(random);
  docent.does(({ body }) => ({
    vectors: (body.input ?? []).map(() => [1, 0]),
    usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
    text: 'It began in 1754 [1].',
  }));
  await teach(docent, ...USERS);
  for (const process of [0, 1]) await (await docent.ask('served-1', {}, process, 'query/enhanced')).text(); // a first question takes seconds on a busy machine
  docent.does((call) => provider.reply(call));

  const { statuses, told, refused, left, estimated } = await askAtRandom(docent, {
    provider,
    lanes: LANES,
    forMs,
    random,
  });
  await embedded(docent);
  await eventually(
    () => openReservations(docent),
    (open) => open === 0,
  );

  const counted = await budgetMetrics(docent);
  const isUnheard = ({ isCutOff, question }: Billed) =>
    isCutOff || left.has(question) || (counted.timeouts > 0 && (estimated.has(question) || refused.has(question)));
  const boundsOf = (one: Billed) => (isUnheard(one) ? one.unheard : one.billed);
  const users = await Promise.all(
    USERS.map(async (user) => {
      const ours = provider.billed.filter((one) => one.user === user);
      const untold = sums(ours.filter(({ question }) => refused.has(question)).map(boundsOf));
      const heard = told.get(user) ?? NOTHING;
      return {
        user,
        ...(await recorded(docent, user)),
        billed: sums(ours.map(boundsOf)),
        told: /served|broken/.test(user) ? sums([untold, { least: heard, most: heard }]) : undefined,
        fullest: fullest(ours, { limit: TOKENS, windowSeconds: WINDOW_SECONDS }),
      };
    }),
  );
  return {
    statuses,
    providerCalls: provider.billed.length,
    users,
    fullestOfAll: fullest(provider.billed, { limit: TOKENS_OF_ALL, windowSeconds: WINDOW_SECONDS }),
    ...counted,
    global: {
      tokens: (await heldInRedis(docent.redis, 'global', written(WHOLE))).units,
      nanoDollars: (await heldInRedis(docent.redis, 'global', written(DOLLARS, 1e9), 'cost')).units,
    },
  };
}

/** As a limit stands in the names of Redis keys. */
function written(limit: string, units = 1): string {
  return `${Number.parseInt(limit, 10) * units}/86400`;
}

/** Waits until no document waits for its vectors any more. */
async function embedded({ services, as }: Budgeted): Promise<void> {
  const headers = await as('uploading-1');
  for (const { url } of services)
    await eventually(
      async () => {
        const response = await fetch(`${url}/api/v1/documents?limit=200`, { headers });
        return ((await response.json()) as { documents: { embedding: string | null }[] }).documents;
      },
      (documents) => documents.every(({ embedding }) => embedding === 'completed'),
    );
}

async function openReservations({ redis }: Budgeted): Promise<number> {
  const payers = ['global', ...USERS.map((user) => `user:${user}`)];
  const held = await Promise.all(payers.map((payer) => heldInRedis(redis, payer, written(WHOLE))));
  return held.reduce((sum, { reservations }) => sum + reservations, 0);
}

async function recorded(docent: Budgeted, user: string): Promise<Amount> {
  const rows = await docent.budgets(user);
  const used = (budget: string) =>
    rows.find((row: BudgetRow) => row.budget === budget && row.window_seconds === 86_400)?.used ?? Number.NaN;
  return { tokens: used('tokens'), nanoDollars: Math.round(used('cost') * 1e9) };
}
