import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { ATTRIBUTES, SPANS } from '../../src/telemetry/signals.ts';
import { type Collector, type ReceivedSpan, startCollector } from '../support/collector.ts';
import { eventually } from '../support/eventually.ts';
import { ANSWER, type Generative, QUESTION, startGenerative, WAR } from '../support/generative.ts';
import { post, upload } from '../support/library.ts';
import { scrape } from '../support/page.ts';
import { startProvider } from '../support/provider.ts';
import { rawHttp } from '../support/raw-http.ts';
import { startService } from '../support/service.ts';
import { told } from '../support/told.ts';
import { WIRE_FORMATS } from '../support/wire-formats.ts';

const ERROR = 2;
const SERVER = 2;

describe('traces', () => {
  let collector: Collector;
  let docent: Generative;
  before(async () => {
    collector = await startCollector();
    docent = await startGenerative('openai', { ...collector.env, LLM_MAX_CONCURRENCY: '1', LLM_MAX_WAITING: '0' });
  });
  after(async () => {
    await docent?.[Symbol.asyncDispose]();
    await collector?.[Symbol.asyncDispose]();
  });

  it('go on with the caller’s trace, from the request through the search to the last chunk of the model', async () => {
    docent.does({ text: ANSWER, betweenMs: 60, usage: WIRE_FORMATS.openai.usage(41, 7) });
    const { find, parentSpanId, headers } = trace();

    const answer = await post(docent.service, 'query', { query: QUESTION, stream: true }, { headers });
    await answer.text();

    const request = await find('POST /api/v1/query');
    const retrieve = await find('retrieve');
    const chat = await find('chat gpt-4o-mini');
    expect(request.parentSpanId).to.equal(parentSpanId);
    expect([retrieve.parentSpanId, chat.parentSpanId]).to.deep.equal([request.spanId, request.spanId]);
    expect(request).to.deep.include({ kind: SERVER, status: 0 });
    expect(request.attributes).to.deep.equal({
      'http.request.method': 'POST',
      'http.route': '/api/v1/query',
      'http.response.status_code': 200,
      ...served(),
    });
    expect(chat.attributes).to.deep.equal({
      'docent.operation': 'completion',
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o-mini',
      'gen_ai.request.max_tokens': 1024,
      'gen_ai.response.model': 'fake',
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.usage.input_tokens': 41,
      'gen_ai.usage.output_tokens': 7,
    });
    expect(chat.seconds).to.be.at.least(0.1);
    expect(request.seconds).to.be.at.least(chat.seconds);
  });

  it('mark a 5xx as an error, and a 4xx not', async () => {
    const refusedOne = Promise.withResolvers<void>();
    docent.does({ text: ANSWER, until: refusedOne.promise });
    const running = post(docent.service, 'query', { query: QUESTION });
    await eventually(
      () => docent.provider.calls.length,
      (calls) => calls === 1,
    );
    const refused = trace();
    const unknown = trace();

    await post(docent.service, 'query', { query: QUESTION }, { headers: refused.headers });
    await fetch(`${docent.service.url}/api/v1/documents/doc_none`, { headers: unknown.headers });
    refusedOne.resolve();
    await running;

    const overloaded = await refused.find('POST /api/v1/query');
    const missing = await unknown.find('GET /api/v1/documents/{id}');
    expect(overloaded.attributes).to.include({ 'http.response.status_code': 503, 'error.type': '503' });
    expect(overloaded.status).to.equal(ERROR);
    expect(missing.attributes).to.include({ 'http.response.status_code': 404 });
    expect(missing.status).to.equal(0);
  });

  it('tell of a model that failed what class of failure it was', async () => {
    docent.does({ status: 401 });
    const { find, headers } = trace();

    await post(docent.service, 'query', { query: QUESTION }, { headers });

    const chat = await find('chat gpt-4o-mini');
    expect(chat.status).to.equal(ERROR);
    expect(chat.attributes['error.type']).to.equal('auth');
    expect((await find('POST /api/v1/query')).status).to.equal(0);
  });

  it('name an unknown path by its verb alone, and leave probes out', async () => {
    const { find, headers, spans } = trace();
    for (const path of ['/health', '/health/ready', '/metrics', '/healthz-report'])
      await fetch(`${docent.service.url}${path}`, { headers });

    const stray = await find('GET');

    expect(stray.attributes).to.deep.equal({
      'http.request.method': 'GET',
      'http.response.status_code': 404,
      ...served(),
    });
    expect(spans()).to.have.length(1);
  });

  it('name an unknown verb as none, with what it was, and where the client meant to go', async () => {
    const hosts = {
      'docent.example': ['docent.example', 80],
      '[::1]:81': ['::1', 81],
      'user:word@docent.example': [undefined, undefined],
    };
    for (const [host, [address, port]] of Object.entries(hosts)) {
      const { find, headers } = trace();
      const head = [`Host: ${host}`, `traceparent: ${headers.traceparent}`, 'Connection: close'];
      await rawHttp(docent.service.url, `PROPFIND /api/v1/query HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n`);

      const { attributes } = await find('HTTP');

      expect(attributes).to.include({ 'http.request.method': '_OTHER', 'http.request.method_original': 'PROPFIND' });
      expect([attributes['server.address'], attributes['server.port']]).to.deep.equal([address, port]);
    }
  });

  it('say why an answer ended, in the words of the convention', async () => {
    const reasons = [
      ['length', 'length'],
      ['content_filter', 'content_filter'],
    ] as const;
    for (const [sent, told] of reasons) {
      docent.does({
        body: JSON.stringify(WIRE_FORMATS.openai.whole(ANSWER.join(''), undefined)).replace('"stop"', `"${sent}"`),
      });
      const { find, headers } = trace();
      await (await post(docent.service, 'query', { query: QUESTION }, { headers })).text();
      const chat = await find('chat gpt-4o-mini');
      expect(chat.attributes['gen_ai.response.finish_reasons']).to.deep.equal([told]);
      expect((await scrape(docent.service.url)).sum('llm_incomplete_total', { reason: told })).to.equal(1);
    }
    docent.does({ status: 401 });
    const { find, headers } = trace();
    await post(docent.service, 'query', { query: QUESTION }, { headers });
    expect((await find('chat gpt-4o-mini')).attributes['gen_ai.response.finish_reasons']).to.deep.equal(['error']);
  });

  it('send spans and nothing else, and nothing of the process but what it is', () => {
    expect([...collector.paths]).to.deep.equal(['/v1/traces']);
    expect(collector.text())
      .to.match(/"service\.name".{1,30}"docent"/)
      .and.to.match(/"service\.version"/);
    expect(collector.text()).not.to.match(/process\.|host\.name|main\.ts/);
  });

  it('name their trace and span in the log line of the request', async () => {
    const { traceId, headers, find } = trace();

    await fetch(`${docent.service.url}/nowhere`, { headers: { ...headers, 'X-Request-Id': traceId } });

    const { spanId } = await find('GET');
    const [line = ''] = await told(docent.service, new RegExp(`"request_id":"${traceId}"`));
    expect(JSON.parse(line)).to.include({ trace_id: traceId, span_id: spanId, msg: 'request', status: 404 });
  });

  it('follow the standard variables of sampling, resource and endpoint', async () => {
    const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...env } = collector.env;
    await using sampled = await startService({
      ...env,
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${endpoint}/v1/traces`,
      OTEL_TRACES_SAMPLER_ARG: '0',
      OTEL_SERVICE_NAME: 'another-name',
      OTEL_RESOURCE_ATTRIBUTES: 'team=reading',
    });
    const { traceId, headers, find } = trace();
    const before = collector.spans.length;

    for (let i = 0; i < 50; i++) await fetch(`${sampled.url}/nowhere`);
    await fetch(`${sampled.url}/nowhere`, { headers });

    await find('GET');
    expect(collector.spans.slice(before).map((span) => span.traceId)).to.deep.equal([traceId]);
    expect(collector.text()).to.contain('another-name').and.to.contain('"team"');
  });

  it('are sampled as by default, with a word in the log, where a variable is not valid', async () => {
    const env = { ...collector.env, OTEL_TRACES_SAMPLER: 'no-such-sampler', OTEL_LOG_LEVEL: 'debug' };
    await using service = await startService(env);
    const { headers, find } = trace();

    await fetch(`${service.url}/nowhere`, { headers });

    await find('GET');
    await told(service, /"level":"warn".*OTEL_TRACES_SAMPLER.*"msg":"telemetry"/);
    for (const line of service.lines) expect(() => JSON.parse(line), line).not.to.throw();
  });

  it('tell of an embedding apart from a chat, within the request that asks for it', async () => {
    const usage = { prompt_tokens: 5, total_tokens: 5 };
    await using embedding = await startProvider(({ body }) => ({
      vectors: body.input?.map(() => [1, 0]) ?? [],
      usage,
    }));
    await using service = await startService({
      ...collector.env,
      EMBEDDING_MODEL: 'compatible:nomic',
      EMBEDDING_BASE_URL: embedding.url,
    });
    await upload(service, 'war.txt', WAR);
    const { find, headers } = trace();

    await post(service, 'query', { query: QUESTION }, { headers });

    const embed = await find('embeddings nomic');
    expect(embed.attributes).to.deep.equal({
      'docent.operation': 'embedding',
      'gen_ai.operation.name': 'embeddings',
      'gen_ai.provider.name': 'compatible',
      'gen_ai.request.model': 'nomic',
      'gen_ai.response.model': 'fake',
      'gen_ai.usage.input_tokens': 5,
    });
    const others = await Promise.all([find('POST /api/v1/query'), find('retrieve')]);
    expect(others.map(({ spanId }) => spanId)).to.include(embed.parentSpanId);
  });

  it('have the declared names, all of them and no others', () => {
    const patterns = Object.values(SPANS).map(({ name }) => name.replaceAll(/\{\w+\}/g, '\\S+'));
    const names = collector.spans.map(({ name, kind }) =>
      kind === SERVER ? name.replace(/^[A-Z]+$/, '$& none') : name,
    );

    for (const pattern of patterns) expect(names.some((name) => new RegExp(`^${pattern}$`).test(name))).to.equal(true);
    const declared = new RegExp(`^(${patterns.join('|')})$`);
    expect(names.filter((name) => !declared.test(name))).to.deep.equal([]);
  });

  it('carry the declared attributes, all of them and no others', () => {
    const carried = new Set(collector.spans.flatMap(({ attributes }) => Object.keys(attributes)));

    expect([...carried].sort()).to.deep.equal(Object.values(ATTRIBUTES).sort());
  });

  /** Where every request of these tests goes. */
  function served() {
    const { hostname, port } = new URL(docent.service.url);
    return { 'url.scheme': 'http', 'server.address': hostname, 'server.port': Number(port) };
  }

  /** A trace that a caller has begun. */
  function trace() {
    const traceId = randomBytes(16).toString('hex');
    const parentSpanId = randomBytes(8).toString('hex');
    const spans = () => collector.spans.filter((span) => span.traceId === traceId);
    return {
      traceId,
      parentSpanId,
      headers: { traceparent: `00-${traceId}-${parentSpanId}-01` },
      spans,
      find: (name: string): Promise<ReceivedSpan> =>
        collector.find((span) => span.traceId === traceId && span.name === name),
    };
  }
});
