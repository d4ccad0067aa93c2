import { createNoopMeter, type Meter } from '@opentelemetry/api';
import { counterSeries } from './counter-series.ts';
import { createGenAiInstruments, type GenAiInstruments } from './gen-ai-instruments.ts';
import { histogramSeries } from './histogram-series.ts';
import { createLlmInstruments, type LlmInstruments, type ModelCall } from './llm-instruments.ts';
import { counter, gauge, histogram, orOther } from './recorder.ts';
import { METRICS } from './signals.ts';

export type { LlmErrorType, LlmOperation } from './llm-instruments.ts';

/** Typed recording functions: the only way to a metric. Values that are not finite and at least 0 are dropped. */
export type Instruments = LlmInstruments &
  GenAiInstruments & {
    recordRateLimitDecision(
      policy: string,
      subject: 'user' | 'ip',
      outcome: 'allowed' | 'denied',
      store: 'redis' | 'local' | 'deny_cache',
    ): void;
    recordRateLimitStore(seconds: number, outcome: 'ok' | 'timeout' | 'error'): void;
    recordRateLimitDegraded(degraded: boolean): void;
    recordBudgetReservation(budget: string, outcome: BudgetOutcome): void;
    recordBudgetOverrun(): void;
    /** Of a global budget; a share above 1 is an overrun. */
    recordBudgetUsed(budget: string, share: number): void;
    recordDocumentIngested(mediaType: string, outcome: 'completed' | 'failed'): void;
    recordRetrieval(seconds: number): void;
    recordStore(figures: StoreFigures): void;
    /** Of the object store. */
    recordOriginalsDegraded(degraded: boolean): void;
    recordDisk(disk: { freeBytes: number; sizeBytes: number }): void;
  };

type StoreFigures = { waiting: number; oldestWaitingSeconds: number; keptBytes: number; ownersNearQuota: number };

const BUDGET_OUTCOMES = ['reserved', 'denied', 'settled', 'released'] as const;
export type BudgetOutcome = (typeof BUDGET_OUTCOMES)[number];

/** The closed sets that label values come from, as configured. What is in none of them is recorded as `other`. */
export type KnownLabels = {
  readonly version: string;
  readonly calls: readonly ModelCall[];
  readonly policies: readonly string[];
  /** The store that counts request limits when all is well. */
  readonly limitStore: 'redis' | 'local';
  /** Those that are kept. */
  readonly budgets: readonly string[];
  readonly mediaTypes: readonly string[];
};

/**
 * Every domain instrument, with its series at zero: a counter exists only after its first value. `genAi`: those of the
 * GenAI convention, too.
 */
export function createInstruments(meter: Meter, known: KnownLabels, { genAi = false } = {}): Instruments {
  gauge(meter, METRICS.buildInfo)(1, { version: known.version });
  return {
    ...createLlmInstruments(meter, known.calls),
    ...createGenAiInstruments(genAi ? meter : createNoopMeter(), known.calls),
    ...createLimitInstruments(meter, known),
    ...createBudgetInstruments(meter, known),
    ...createDocumentInstruments(meter, known),
  };
}

/** Records nothing: what `METRICS_ENABLED=false` gives. */
export const silentInstruments = createInstruments(createNoopMeter(), {
  version: '',
  calls: [],
  policies: [],
  limitStore: 'local',
  budgets: [],
  mediaTypes: [],
});

function createLimitInstruments(meter: Meter, { policies, limitStore }: KnownLabels) {
  const degraded = gauge(meter, METRICS.rateLimitDegraded);
  degraded(0);
  const storeOf = histogramSeries(meter, METRICS.rateLimitStore);
  const store = {
    ok: storeOf({ outcome: 'ok' }),
    timeout: storeOf({ outcome: 'timeout' }),
    error: storeOf({ outcome: 'error' }),
  };
  return {
    recordRateLimitDecision: createDecisions(meter, policies, limitStore),
    recordRateLimitStore: (seconds, outcome) => store[outcome](seconds),
    recordRateLimitDegraded: (isDegraded) => degraded(isDegraded ? 1 : 0),
  } satisfies Partial<Instruments>;
}

function createDecisions(
  meter: Meter,
  policies: readonly string[],
  limitStore: string,
): Instruments['recordRateLimitDecision'] {
  const policyOf = orOther(policies);
  const decisions = counterSeries(meter, METRICS.rateLimitDecisions);
  const known = new Map<string, () => void>();
  const series = (policy: string, subject: string, outcome: string, store: string) => {
    const name = `${policy} ${subject} ${outcome} ${store}`;
    const count = known.get(name);
    if (count) return count;
    const made = decisions({ policy, subject, outcome, store });
    known.set(name, made);
    return made;
  };
  for (const policy of policies)
    for (const subject of ['user', 'ip'])
      for (const outcome of ['allowed', 'denied']) series(policy, subject, outcome, limitStore);
  return (policy, subject, outcome, store) => series(policyOf(policy), subject, outcome, store)();
}

function createBudgetInstruments(meter: Meter, { budgets }: KnownLabels) {
  const reservations = counter(meter, METRICS.budgetReservations);
  const overrun = counter(meter, METRICS.budgetOverrun);
  for (const budget of budgets) for (const outcome of BUDGET_OUTCOMES) reservations(0, { budget, outcome });
  overrun(0);
  const used = gauge(meter, METRICS.budgetUsed);
  const budgetOf = orOther(budgets);
  return {
    recordBudgetReservation: (budget, outcome) => reservations(1, { budget, outcome }),
    recordBudgetOverrun: () => overrun(1),
    recordBudgetUsed: (budget, share) => used(share, { budget: budgetOf(budget) }),
  } satisfies Partial<Instruments>;
}

function createDocumentInstruments(meter: Meter, { mediaTypes }: KnownLabels) {
  const mediaTypeOf = orOther(mediaTypes);
  const ingested = counter(meter, METRICS.documentsIngested);
  const retrieval = histogram(meter, METRICS.retrieval);
  const waiting = gauge(meter, METRICS.documentsWaiting);
  const oldest = gauge(meter, METRICS.oldestWaiting);
  const kept = gauge(meter, METRICS.documentsKept);
  const nearQuota = gauge(meter, METRICS.ownersNearQuota);
  const degraded = gauge(meter, METRICS.originalsDegraded);
  degraded(0);
  const free = gauge(meter, METRICS.dataFolderFree);
  const size = gauge(meter, METRICS.dataFolderSize);
  for (const media_type of mediaTypes)
    for (const outcome of ['completed', 'failed']) ingested(0, { media_type, outcome });
  return {
    recordDocumentIngested: (mediaType, outcome) => ingested(1, { media_type: mediaTypeOf(mediaType), outcome }),
    recordRetrieval: (seconds) => retrieval(seconds),
    recordStore({ waiting: count, oldestWaitingSeconds, keptBytes, ownersNearQuota }) {
      waiting(count);
      oldest(oldestWaitingSeconds);
      kept(keptBytes);
      nearQuota(ownersNearQuota);
    },
    recordOriginalsDegraded: (isDegraded) => degraded(isDegraded ? 1 : 0),
    recordDisk({ freeBytes, sizeBytes }) {
      free(freeBytes);
      size(sizeBytes);
    },
  } satisfies Partial<Instruments>;
}
