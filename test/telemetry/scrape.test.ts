import { execFile } from 'node:child_process';
import { Agent, METHODS, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import { ask, upload } from '../support/library.ts';
import { type Page, parsePage, scrape } from '../support/page.ts';
import { program } from '../support/program.ts';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { type Service, startService } from '../support/service.ts';

const REQUESTS = 10_000;
const SCRAPES = 5;
const VERBS = METHODS.filter((verb) => verb !== 'CONNECT').slice(0, 30);
/** Read from the page before the service has had any request, in the order of the contract. */
const COUNTERS = ['http_requests_total', 'llm_requests_total', 'llm_tokens_total'];

describe('what is scraped', () => {
  let service: Service;
  let prometheus: Prometheus;
  before(async () => {
    service = await startService();
  });
  after(async () => {
    await service[Symbol.asyncDispose]();
    await prometheus?.[Symbol.asyncDispose]();
  });

  it('passes promtool fresh, with each counter told once and every route at zero', async () => {
    const text = await pageText();

    expect(await promtool(text)).to.equal('');
    for (const counter of COUNTERS) {
      expect(text.split(`# HELP ${counter} `)).to.have.length(2);
      expect(text.split(`# TYPE ${counter} counter`)).to.have.length(2);
    }
    const page = parsePage(text);
    for (const status of ['2xx', '4xx', '5xx'])
      expect(page.value(`http_requests_total{handler="/api/v1/query",method="POST",status="${status}"}`)).to.equal(0);
    for (const status of ['success', 'error']) {
      const labels = `model="local:extractive",operation="completion",status="${status}"`;
      expect(page.value(`llm_requests_total{${labels}}`)).to.equal(0);
    }
    expect(text).not.to.contain('http_request_duration_seconds');
  });

  it('tells how full store and disk are', async () => {
    const page = await eventually(
      () => scrape(service.url),
      (each) => each.value('data_folder_free_bytes') !== undefined && each.value('documents_waiting') !== undefined,
    );

    expect(page.value('data_folder_free_bytes')).to.be.within(1, page.value('data_folder_size_bytes') ?? 0);
    for (const none of [
      'documents_waiting',
      'documents_oldest_waiting_seconds',
      'documents_kept_bytes',
      'owners_near_quota',
    ])
      expect(page.value(none), none).to.equal(0);
  });

  it('passes promtool after the first request, and the histogram is told once', async () => {
    prometheus = await startPrometheus(service.url);
    await upload(service, 'war.txt', 'The French and Indian War was fought from 1754 to 1763.');
    await ask(service, 'When was the French and Indian War?');

    const text = await pageText();

    expect(await promtool(text)).to.equal('');
    expect(text.split('# HELP http_request_duration_seconds ')).to.have.length(2);
    expect(text.split('# TYPE http_request_duration_seconds histogram')).to.have.length(2);
    const page = parsePage(text);
    expect(page.sum('llm_requests_total', { model: 'local:extractive', status: 'success' })).to.equal(1);
    expect(page.sum('llm_tokens_total')).to.equal(0);
    expect(page.sum('llm_usage_missing_total')).to.equal(0);
    expect(page.sum('documents_ingested_total', { media_type: 'text/plain', outcome: 'completed' })).to.equal(1);
    expect(page.value('retrieval_duration_seconds_count')).to.equal(1);
  });

  it(`counts ${REQUESTS} requests of every kind exactly, and strangers buy hardly a series`, async () => {
    const before = await scrape(service.url);

    const statuses = await flood(service.url);

    const text = await pageText();
    const page = parsePage(text);
    const made = [...page.series.keys()].filter((one) => !before.series.has(one));
    expect(page.sum('http_requests_total') - before.sum('http_requests_total')).to.equal(REQUESTS);
    expect(Math.max(...statuses)).to.be.below(500);
    expect(page.sum('http_requests_total', { status: '5xx' })).to.equal(0);
    expect(made.length, made.join('\n')).to.be.at.most(120);
    expect(text.length).to.be.below(64 * 1024);
    expect(text).not.to.contain('overflow');
    expect(text).not.to.contain('planted');
    expect(page.value('http_requests_inprogress')).to.equal(0);
    expect(await promtool(text)).to.equal('');
  });

  it('lets strangers who know every path buy the routes’ own histograms, 250 series at most, and nothing after that', async () => {
    await using known = await startService();
    const fresh = await scrape(known.url);
    const handlers = new Set([...fresh.series.keys()].flatMap((one) => /handler="(\/[^"]+)"/.exec(one)?.[1] ?? []));
    const knock = async (id: string) => {
      const paths = [...handlers].map((handler) => handler.replaceAll(/\{\w+\}/g, id));
      for (const path of paths) await Promise.all(VERBS.map((method) => statusOf(`${known.url}${path}`, method)));
      return scrape(known.url);
    };

    const once = await knock('doc_planted');
    const twice = await knock('doc_other');

    const made = [...once.series.keys()].filter((one) => one.includes('handler="') && !fresh.series.has(one));
    expect(handlers.size).to.be.above(10);
    expect(made.length, made.join('\n')).to.be.within(200, 250);
    const http = ({ series }: Page) => [...series.keys()].filter((one) => one.startsWith('http_'));
    expect(http(twice)).to.deep.equal(http(once));
    expect((await (await fetch(`${known.url}/metrics`)).text()).length).to.be.below(64 * 1024);
  });

  it('answers 50 scrapes at once under 200 calls a second, with values that never fall', async () => {
    const ending = new AbortController();
    const load = calls(ending.signal);
    let last = await scrape(service.url);

    for (let burst = 0; burst < 10; burst++) {
      const pages = await Promise.all(Array.from({ length: 50 }, () => scrape(service.url)));
      const now = await scrape(service.url);
      for (const page of pages) expectNoFall(last, page);
      for (const page of pages) expectNoFall(page, now);
      last = now;
      await pause(100);
    }
    ending.abort();
    await load;
  });

  it('keeps a real Prometheus up at every scrape, where dashboards of the FastAPI instrumentator find their series', async () => {
    await eventually(
      async () => Number((await prometheus.query('count_over_time(up[5m])'))[0]?.value[1]),
      (scrapes) => scrapes >= SCRAPES,
      { withinMs: 120_000 },
    );

    expect(await prometheus.target()).to.include({ health: 'up', lastError: '' });
    expect((await prometheus.query('min_over_time(up[5m])'))[0]?.value[1]).to.equal('1');
    for (const expression of [
      'sum(rate(http_requests_total[1m])) by (handler)',
      'sum(rate(http_requests_total{status="4xx", handler="none"}[1m]))',
      'sum(rate(http_requests_total{status=~"2..|2xx"}[1m])) / sum(rate(http_requests_total[1m]))',
      'histogram_quantile(0.99, sum(rate(http_request_duration_highr_seconds_bucket[1m])) by (le))',
      'sum(rate(http_request_duration_seconds_sum[1m])) by (handler, method)',
      'sum(rate(http_response_size_bytes_sum[1m])) by (handler)',
      'sum(rate(http_request_size_bytes_count[1m])) by (handler)',
    ])
      expect(await prometheus.query(expression), expression).not.to.deep.equal([]);
  });

  async function pageText(): Promise<string> {
    return (await fetch(`${service.url}/metrics`)).text();
  }

  async function calls(ended: AbortSignal): Promise<void> {
    const running: Promise<unknown>[] = [];
    while (!ended.aborted) {
      running.push(fetch(`${service.url}/api/v1/documents?limit=1`).then((answer) => answer.text()));
      await pause(5);
    }
    await Promise.all(running);
  }
});

function statusOf(url: string, method: string): Promise<number> {
  return new Promise((done, failed) => {
    const sent = request(url, { method }, (answer) => {
      answer.resume().once('end', () => done(answer.statusCode as number));
    });
    sent.once('error', failed).end();
  });
}

/** Every counter and every bucket of `later` is at least what it was. */
function expectNoFall(earlier: Page, later: Page): void {
  for (const [series, value] of earlier.series) {
    if (!/^http_\w+(_total|_bucket|_sum|_count)\b/.test(series)) continue;
    if ((later.series.get(series) ?? 0) < value) expect.fail(`${series} fell from ${value}`);
  }
}

/** What strangers send: other paths, queries, agents, hosts, addresses and verbs each time. Resolves with the statuses. */
async function flood(url: string): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 20 });
  const statuses: number[] = [];
  const paths = [
    '/planted-%',
    '/api/v1/planted/%',
    '/api/v1/documents/%',
    '/api/v1/documents/%/text',
    '/docs/%',
    '/%.php',
  ];
  const send = (i: number) =>
    new Promise<void>((done, failed) => {
      const path = `${(paths[i % paths.length] as string).replace('%', String(i))}?planted=${i}`;
      const headers = {
        'User-Agent': `planted/${i}`,
        Host: `planted-${i}.example`,
        'X-Forwarded-For': `10.${i % 250}.0.1`,
      };
      const sent = request(`${url}${path}`, { method: VERBS[i % VERBS.length] as string, agent, headers }, (answer) => {
        statuses.push(answer.statusCode as number);
        answer.resume().once('end', done);
      });
      sent.once('error', failed).end();
    });
  let next = 0;
  const worker = async () => {
    while (next < REQUESTS) await send(next++);
  };
  await Promise.all(Array.from({ length: 20 }, worker));
  agent.destroy();
  return statuses;
}

/** What `promtool check metrics` says of a page: nothing, when all is well. */
async function promtool(text: string): Promise<string> {
  const path = await program('promtool');
  return new Promise((said) => {
    const child = execFile(path, ['check', 'metrics'], (error, stdout, stderr) =>
      said(`${stdout}${stderr}${error && !stdout && !stderr ? error.message : ''}`),
    );
    child.stdin?.end(text);
  });
}
