import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { type Collector, startCollector } from '../support/collector.ts';
import { shippedPanels } from '../support/dashboard.ts';
import { eventually } from '../support/eventually.ts';
import { freePorts } from '../support/free-ports.ts';
import { type Generative, QUESTION, startGenerative } from '../support/generative.ts';
import { post, upload } from '../support/library.ts';
import { scrape } from '../support/page.ts';
import { type Redis, startRedis } from '../support/redis.ts';
import { shippedRules } from '../support/rules.ts';
import { token } from '../support/token.ts';
import { hasGo, jaegerProgram } from './built-programs.ts';
import { startJaeger } from './jaeger.ts';
import { startJsonCollector } from './json-collector.ts';
import { type Relay, startRelay } from './relay.ts';
import {
  type PrometheusApi,
  startRemoteWriteTarget,
  startShippedCollector,
  startShippedPrometheus,
} from './shipped-stack.ts';
import { SECRET, smokeLoad } from './smoke-load.ts';

/** Scrapes are 15 s apart, and a rate needs two. */
const HALF_OF_LOAD_MS = 40_000;
const SCRAPED_WITHIN_MS = 90_000;
/** These fire on their first evaluation; the others wait for minutes, and have their cases in promtool. */
const SHOWN_IN_A_MINUTE = ['BudgetOverrun', 'CollectorLoses', 'ModelRefusesKey', 'RateLimitsDegraded'];
const PRICES = JSON.stringify({ 'openai:gpt-4o-mini': { input: 0.15, output: 0.6 } });

describe('the stack that ships, in the real programs', function () {
  this.timeout(600_000);
  const stack = new AsyncDisposableStack();
  let [sent, received]: Collector[] = [];
  let relay: Relay;
  let jaeger: Awaited<ReturnType<typeof startJaeger>> | undefined;
  let redis: Redis;
  let docent: Generative;
  let collector: Awaited<ReturnType<typeof startShippedCollector>>;
  let prometheus: PrometheusApi;
  let written: PrometheusApi;

  before(async function () {
    this.timeout(3_600_000);
    if (!(await hasGo())) {
      console.log('    skipped: the collector, Prometheus with it and Jaeger (Go builds them, and is not installed)');
      this.skip();
    }
    const [otlp = 0] = await freePorts(1);
    sent = stack.use(await startCollector());
    received = stack.use(await startCollector());
    const backend = stack.use(await startJsonCollector(received.env.OTEL_EXPORTER_OTLP_ENDPOINT ?? ''));
    const binary = await jaegerProgram({ wanted: process.env.STACK_BUILD === 'all' });
    if (binary) jaeger = stack.use(await startJaeger(binary));
    relay = stack.use(await startRelay(backend.url, ...(jaeger ? [jaeger.url] : [])));
    const tee = stack.use(await startRelay(`http://127.0.0.1:${otlp}`, sent.env.OTEL_EXPORTER_OTLP_ENDPOINT ?? ''));
    written = stack.use(await startRemoteWriteTarget());
    redis = stack.use(await startRedis());
    docent = stack.use(
      await startGenerative('openai', {
        ...sent.env,
        OTEL_EXPORTER_OTLP_ENDPOINT: tee.url,
        REDIS_URL: redis.url,
        JWT_SECRET: SECRET,
        RATE_LIMIT_ENABLED: 'true',
        RATE_LIMIT_QUERY: '15/minute',
        LLM_PRICES: PRICES,
        LLM_TOKEN_LIMIT: '9000/day',
        LLM_TOKEN_LIMIT_GLOBAL: '9000000/day',
        LLM_MAX_CONCURRENCY: '2',
        LLM_MAX_WAITING: '1',
      }),
    );
    collector = stack.use(
      await startShippedCollector(otlp, {
        DOCENT_TARGETS: `[${new URL(docent.service.url).host}]`,
        OTLP_ENDPOINT: relay.url,
        METRICS_EXPORTERS: '[prometheus_remote_write, debug]',
        REMOTE_WRITE_ENDPOINT: `${written.url}/api/v1/write`,
      }),
    );
    prometheus = stack.use(await startShippedPrometheus(new URL(docent.service.url).host, collector.own));
    const scraped = () => prometheus.query('up{job="docent"} == 1 and on () llm_budget_overrun_total');
    await eventually(scraped, ({ length }) => length > 0, { withinMs: SCRAPED_WITHIN_MS }); // an increase begins somewhere
    await smokeLoad(docent, redis, HALF_OF_LOAD_MS);
    relay.refuseWith(400);
    await ask('lost');
    await eventually(
      async () => (await (await fetch(`http://${collector.own}/metrics`)).text()).includes('send_failed_spans{'),
      Boolean,
      { withinMs: 30_000 },
    );
    relay.refuseWith(null);
  });
  after(() => stack.disposeAsync());

  it('lets Prometheus load every rule and read both targets', async () => {
    const { groups } = await prometheus.api<{ groups: { rules: { name: string; lastError?: string }[] }[] }>('rules');
    const loaded = groups.flatMap(({ rules }) => rules);
    const { activeTargets } = await prometheus.api<{ activeTargets: { health: string; lastError: string }[] }>(
      'targets',
    );

    expect(loaded.map(({ name }) => name)).to.have.members(shippedRules().map(({ name }) => name));
    expect(loaded.filter(({ lastError }) => lastError)).to.deep.equal([]);
    expect(activeTargets.map(({ health, lastError }) => `${health}${lastError}`)).to.deep.equal(['up', 'up']);
  });

  it('records every rule that is recorded', async () => {
    const names = new Set(shippedRules().flatMap(({ kind, name }) => (kind === 'record' ? name : [])));

    await expectData([...names].map((name) => [name, name]));
  });

  it('answers the query of every panel', async () => {
    const queries = shippedPanels().flatMap(({ title, targets = [] }) =>
      targets.map(
        ({ expr, legendFormat }) => [`${title}: ${legendFormat}`, expr.replaceAll('$__rate_interval', '5m')] as const,
      ),
    );

    expect(queries).to.have.length.above(50);
    await expectData(queries);
  });

  it('fires what a minute can show', async () => {
    const fired = async () => {
      const samples = await prometheus.query('max_over_time(ALERTS{alertstate="firing"}[30m])');
      return samples.map(({ metric }) => metric.alertname ?? '');
    };

    await eventually(fired, (names) => SHOWN_IN_A_MINUTE.every((name) => names.includes(name)), {
      withinMs: SCRAPED_WITHIN_MS,
    });
  });

  it('hands a trace on unchanged: request, search and model under one id', async () => {
    const traceId = await ask('traced');

    await received?.find((span) => span.traceId === traceId && span.name === 'POST /api/v1/query');
    const of = (one?: Collector) => one?.spans.filter((span) => span.traceId === traceId).sort(bySpanId) ?? [];
    await eventually(
      () => of(received).length,
      (count) => count === of(sent).length,
    );
    expect(of(received).map(essence)).to.deep.equal(of(sent).map(essence));
    expect(of(received).map(({ name }) => name)).to.include.members([
      'POST /api/v1/query',
      'retrieve',
      'chat gpt-4o-mini',
    ]);
  });

  it('writes metrics on under the same names, with the same values', async () => {
    const labelled = (labels: Record<string, string>) => JSON.stringify(Object.entries(labels).sort());
    const counters =
      /^(http_requests_total|llm_tokens_total|llm_cost_usd_total|rate_limit_decisions_total|documents_ingested_total|http_request_duration_seconds_(sum|count))\{/;
    const page = await scrape(docent.service.url);
    const expected = [...page.series].filter(([series]) => counters.test(series) && !series.includes('/metrics'));
    const selector =
      '{__name__=~"http_requests_total|llm_tokens_total|llm_cost_usd_total|rate_limit_decisions_total|documents_ingested_total|http_request_duration_seconds_(sum|count)"}';
    const valuesThere = async () =>
      new Map(
        (await written.query(selector)).map(({ metric: { __name__ = '', job, instance, ...labels }, value }) => [
          `${__name__}${labelled(labels)}`,
          Number(value[1]),
        ]),
      );
    const keyOf = (series: string) => {
      const [, name = '', labels = ''] = /^(\w+)\{(.*)\}$/.exec(series) ?? [];
      return `${name}${labelled(Object.fromEntries([...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value])))}`;
    };

    expect(expected).to.have.length.above(50);
    await eventually(
      async () => {
        const there = await valuesThere();
        return expected.filter(([series, value]) => there.get(keyOf(series)) !== value).map(([series]) => series);
      },
      (missing) => missing.length === 0,
      { withinMs: SCRAPED_WITHIN_MS },
    );
  });

  it('shows a trace in Jaeger', async function () {
    if (!jaeger) {
      console.log('      skipped: Jaeger (STACK_BUILD=all builds it, once, in some twenty minutes)');
      return this.skip();
    }
    const traceId = await ask('shown');

    const names = await eventually(
      async () => {
        const answer = await fetch(`${jaeger?.pages}/api/traces/${traceId}`);
        const { data } = (await answer.json()) as { data?: { spans: { operationName: string }[] }[] | null };
        return data?.[0]?.spans.map(({ operationName }) => operationName) ?? [];
      },
      (spans) => spans.includes('POST /api/v1/query'),
      { withinMs: 30_000 },
    );
    expect(names).to.include.members(['retrieve', 'chat gpt-4o-mini']);
  });

  it('serves as before without the backend, and what waited arrives once it is back', async () => {
    relay.refuseWith(503);
    const traceId = await ask('waiting');
    relay.refuseWith(null);

    await eventually(
      () => received?.spans.some((span) => span.traceId === traceId),
      (came) => came === true,
      { withinMs: 60_000 },
    );
  });

  it('serves as before without the collector', async () => {
    await collector.kill();

    for (let i = 0; i < 5; i++) await ask(`alone${i}`);
    expect((await (await fetch(`${docent.service.url}/health/ready`)).json()) as object).to.include({
      status: 'ready',
    });
  });

  /** A caller with a document asks and is answered; the trace's id. */
  async function ask(user: string): Promise<string> {
    const traceId = randomBytes(16).toString('hex');
    const headers = {
      Authorization: `Bearer ${await token({ sub: user }, SECRET)}`,
      traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01`,
    };
    await upload(docent.service, 'war.txt', `The French and Indian War began in 1754. ${user}`, {
      Authorization: headers.Authorization,
    });
    const answer = await post(docent.service, 'query', { query: QUESTION }, { headers });
    expect(answer.status, await answer.text()).to.equal(200);
    return traceId;
  }

  /** Every query gives a number, within two scrapes. */
  async function expectData(queries: readonly (readonly [name: string, query: string])[]): Promise<void> {
    await eventually(
      async () => {
        const results = await Promise.all(queries.map(([, query]) => prometheus.query(query)));
        return queries.flatMap(([name], i) =>
          results[i]?.some(({ value }) => Number.isFinite(Number(value[1]))) ? [] : name,
        );
      },
      (empty) => empty.length === 0,
      { withinMs: SCRAPED_WITHIN_MS },
    );
  }
});

function bySpanId(one: { spanId: string }, other: { spanId: string }): number {
  return one.spanId.localeCompare(other.spanId);
}

function essence({
  traceId,
  spanId,
  parentSpanId,
  name,
  kind,
  status,
  seconds,
  attributes,
}: Collector['spans'][number]) {
  return { traceId, spanId, parentSpanId: parentSpanId || undefined, name, kind, status, seconds, attributes };
}
