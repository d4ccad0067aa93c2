import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { MEDIA_TYPES } from '../../src/documents/document.ts';
import { operationRoutes } from '../../src/http/routes.ts';
import { BUDGET_NAMES } from '../../src/limits/budget-scopes.ts';
import { POLICY_NAMES } from '../../src/limits/request-policies.ts';
import { createHttpInstruments } from '../../src/telemetry/http-instruments.ts';
import { createInstruments, type Instruments, type KnownLabels } from '../../src/telemetry/instruments.ts';
import { LLM_ERROR_TYPES, LLM_INCOMPLETE_REASONS, LLM_OPERATIONS } from '../../src/telemetry/llm-instruments.ts';
import { GEN_AI_METRICS, LABELS, METRICS, mostSeries, pageName, RUNTIME_METRICS } from '../../src/telemetry/signals.ts';
import { eventually } from '../support/eventually.ts';
import { type Page, parsePage } from '../support/page.ts';
import { sdk } from '../support/sdk.ts';

const DECLARED = [...Object.values(METRICS), ...Object.values(GEN_AI_METRICS), ...RUNTIME_METRICS];
const BAD_NUMBERS = [Number.NaN, Infinity, -Infinity, -1, 1.7e308, undefined, null, '7', {}] as number[];

describe('signals', () => {
  let instruments: Instruments;
  let fresh: Page;
  let page: Page;
  before(async () => {
    if (!sdk.meter) throw new Error('Metrics are on');
    const known: KnownLabels = {
      version: '0.0.0',
      calls: [
        { model: 'test:known', operation: 'completion', priced: true },
        { model: 'test:free', operation: 'embedding', priced: false },
      ],
      policies: ['query'],
      limitStore: 'redis',
      budgets: ['tokens'],
      mediaTypes: ['text/plain'],
    };
    instruments = createInstruments(sdk.meter, known, { genAi: true });
    const http = createHttpInstruments(sdk.meter, [{ method: 'GET', path: '/signals' }]);
    fresh = await read();
    recordEverything(instruments);
    const outcome = { status: 200, seconds: 1, requestBytes: 1, responseBytes: 1, aborted: true };
    const series = http.seriesOf('/signals', 'GET');
    series.started();
    series.finished(outcome);
    page = await complete();
  });

  it('are on the page when they are declared, and declared when they are on the page', () => {
    const emitted = [...page.families.keys()].filter((name) => name !== 'target_info');

    expect(emitted.sort()).to.deep.equal(DECLARED.map(pageName).sort());
  });

  for (const metric of DECLARED)
    it(`${metric.name} comes as declared: kind, meaning, labels`, () => {
      const name = pageName(metric);
      const labels = new Set<string>();
      for (const one of page.series.keys())
        if (new RegExp(`^${name}(_bucket|_sum|_count)?(\\{|$)`).test(one))
          for (const [, label] of one.matchAll(/([\w.]+)="/g)) labels.add(label as string);
      labels.delete('le');

      expect(page.families.get(name)).to.deep.equal({ type: metric.kind, help: metric.meaning });
      expect([...labels].sort()).to.deep.equal(metric.labels.map((label) => label.replaceAll('.', '_')).sort());
    });

  it('are at zero before the first call of a model: its outcomes, its errors by type, its cost where it has a price', () => {
    const known = 'model="test:known",operation="completion"';
    const statuses = ['success', 'error'].map((status) => `llm_requests_total{${known},status="${status}"}`);
    const errors = LLM_ERROR_TYPES.map((type) => `llm_errors_total{${known},error_type="${type}"}`);
    const reasons = ['length', 'content_filter'].map((reason) => `llm_incomplete_total{${known},reason="${reason}"}`);

    for (const series of [...statuses, ...errors, ...reasons, `llm_cost_usd_total{${known}}`])
      expect(fresh.value(series), series).to.equal(0);
    expect(fresh.value('llm_errors_total{model="test:free",operation="embedding",error_type="server"}')).to.equal(0);
    expect(fresh.value('llm_cost_usd_total{model="test:free",operation="embedding"}')).to.equal(undefined);
  });

  it('are at zero before the first request of a route: by status, and of clients that left', () => {
    const route = 'handler="/signals",method="GET"';

    for (const status of ['2xx', '4xx', '5xx'])
      expect(fresh.value(`http_requests_total{${route},status="${status}"}`), status).to.equal(0);
    expect(fresh.value(`http_requests_aborted_total{${route}}`)).to.equal(0);
  });

  it('have names and labels that Prometheus takes, and a bound', () => {
    for (const metric of DECLARED) {
      expect(pageName(metric)).to.match(/^[a-z][a-z0-9_]*$/);
      expect(mostSeries(metric)).to.be.within(1, 2000);
    }
    for (const label of Object.keys(LABELS)) expect(label.replaceAll('.', '_')).to.match(/^(?!le$)[a-z][a-z0-9_]*$/);
  });

  it('tell of their labels the values that there are', () => {
    const told = (label: 'policy' | 'operation' | 'error_type' | 'reason' | 'budget') =>
      LABELS[label].values.split(' ');

    expect(told('policy')).to.deep.equal(POLICY_NAMES);
    expect(told('operation')).to.deep.equal(LLM_OPERATIONS);
    expect(told('error_type')).to.deep.equal(LLM_ERROR_TYPES);
    expect(told('reason')).to.deep.equal(LLM_INCOMPLETE_REASONS);
    expect(told('budget')).to.deep.equal(BUDGET_NAMES);
    for (const [label, known] of [
      ['handler', operationRoutes],
      ['media_type', Object.values(MEDIA_TYPES)],
      ['policy', POLICY_NAMES],
    ] as const)
      expect(LABELS[label].atMost, `${label}, with one for all others`).to.be.above(known.length);
  });

  it('take no number that is not finite, at least 0 and exact', async () => {
    for (const bad of BAD_NUMBERS) {
      instruments.recordLlmTokens('test:known', 'completion', bad);
      instruments.recordLlmInputTokens('test:known', 'completion', bad);
      instruments.recordLlmOutputTokens('test:known', 'completion', bad);
      instruments.recordLlmDuration('test:known', 'completion', bad);
      instruments.recordLlmTimeToFirstToken('test:known', 'completion', bad);
      instruments.recordLlmCost('test:known', 'completion', bad);
      instruments.recordRateLimitStore(bad, 'ok');
      instruments.recordRetrieval(bad);
      const tokens = { input: bad, output: bad };
      instruments.recordGenAiCall('test:known', 'completion', { seconds: bad, errorType: null, tokens });
    }

    const after = await read();

    for (const [series, value] of after.series)
      if (/^(llm|gen_ai|rate|retrieval)_/.test(series)) expect(value, series).to.equal(page.series.get(series));
    expect([...after.series.values()].filter((value) => !Number.isFinite(value))).to.deep.equal([]);
  });

  it('tell what calls cost to the nano-dollar, however many there were', async () => {
    const series = 'llm_cost_usd_total{model="test:known",operation="rewrite"}';
    for (let call = 0; call < 1000; call++) instruments.recordLlmCost('test:known', 'rewrite', 45_300);

    expect((await read()).series.get(series)).to.equal(0.0453);
  });

  it('know a thousand invented models as one', async () => {
    const invented = Array.from({ length: 1000 }, (_, i) => `invented:${i}`);
    for (const model of [...invented, '__proto__', 'constructor', '', 'le="1"'])
      for (const operation of LLM_OPERATIONS) {
        instruments.recordLlmTokens(model, operation, 1);
        instruments.recordGenAiCall(model, operation, { seconds: 1, errorType: null, tokens: null });
      }

    const { series } = await read();

    const models = new Set([...series.keys()].flatMap((one) => /[^_]model="([^"]*)"/.exec(one)?.[1] ?? []));
    const genAiModels = new Set([...series.keys()].flatMap((one) => /request_model="([^"]*)"/.exec(one)?.[1] ?? []));
    expect([...models].sort()).to.deep.equal(['other', 'test:free', 'test:known']);
    expect([...genAiModels].sort()).to.deep.equal(['known', 'other']);
    expect(series.get('llm_tokens_total{model="other",operation="rerank"}')).to.equal(1004);
  });

  it('are all read or none: a page with a number missing is no page', async () => {
    const requests = sdk.meter?.createObservableCounter(METRICS.httpRequests.name, { description: '' });
    const fails = () => {
      throw new Error('This number cannot be read');
    };
    requests?.addCallback(fails);

    const failure = await sdk.collect?.().catch((error) => error);
    requests?.removeCallback(fails);

    expect(failure).to.be.instanceOf(AggregateError);
    expect((await read()).series.size).to.be.above(0);
  });

  it('count one record once', async () => {
    const before = await read();

    instruments.recordLlmTokens('test:known', 'completion', 5);
    instruments.recordLlmRequest('test:known', 'completion', true);

    const after = await read();
    const moved = [...after.series].filter(([one, value]) => /^llm_/.test(one) && value !== before.series.get(one));
    expect(moved.map(([one, value]) => [one, value - (before.series.get(one) ?? 0)])).to.deep.equal([
      ['llm_tokens_total{model="test:known",operation="completion"}', 5],
      ['llm_requests_total{model="test:known",operation="completion",status="success"}', 1],
    ]);
  });
});

async function read(): Promise<Page> {
  return parsePage((await sdk.collect?.()) ?? '');
}

function recordEverything(instruments: Instruments): void {
  instruments.recordLlmError('test:known', 'completion', 'timeout');
  const tokens = { input: 1, output: 1 };
  instruments.recordGenAiCall('test:known', 'completion', { seconds: 1, errorType: 'timeout', tokens });
  instruments.recordLlmDuration('test:known', 'completion', 1);
  instruments.recordLlmTimeToFirstToken('test:known', 'completion', 1);
  instruments.recordLlmCost('test:known', 'completion', 1);
  instruments.recordRateLimitStore(1, 'ok');
  instruments.recordRetrieval(1);
  instruments.recordStore({ waiting: 1, oldestWaitingSeconds: 1, keptBytes: 1, ownersNearQuota: 1 });
  instruments.recordDisk({ freeBytes: 1, sizeBytes: 1 });
  instruments.recordBudgetUsed('tokens', 0.5);
}

/** A page that also has what takes its time: a garbage collection, and five ticks of the event loop since the page before. */
async function complete(): Promise<Page> {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return eventually(
    async () => {
      await pause(80);
      return read();
    },
    ({ families }) => families.has('v8js_gc_duration') && families.has('nodejs_eventloop_delay_p99'),
  );
}
