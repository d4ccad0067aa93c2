import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { type AnswerBody, ask, askStream, type Cited, post, streamEvents, upload } from '../support/library.ts';
import { type Service, startService } from '../support/service.ts';
import { token } from '../support/token.ts';

const SECRET = 'the-secret-of-these-tests';
const WAR =
  'The French and Indian War (1754–1763) was fought in North America.\r\n\r\nIt pitted the colonies of British America against those of New France 🙂, each side supported by its allies.\r\n' +
  'Bread is baked from flour.\r\n';
const CHINESE = '法国印第安人战争发生于1754年至1763年。这场战争在北美洲进行。\n\n面包由面粉制成。';

/** What an engine's query language, or a careless one, would stumble over. */
const HOSTILE = [
  '"',
  '"unclosed war',
  '*',
  'war*',
  'NEAR(war bread)',
  'war OR bread',
  'owner:public',
  'owner:"user:a" AND text:(war)',
  "'; DROP TABLE documents; --",
  'a'.repeat(2000),
  'war '.repeat(500),
  '🙂'.repeat(1000),
  'متى كانت الحرب؟',
  '\u202eraw\u202c war',
  '战争',
  '\u0000war\u0000',
  '\ud800 war',
  '-war +bread ^2 ~1 {war} [bread] \\',
  'the of and',
  '?!…',
];

const SHAPE = [
  'query_id',
  'answer',
  'answered',
  'refusal_reason',
  'answer_mode',
  'model',
  'degraded',
  'incomplete',
  'statements',
  'answer_span',
  'confidence',
  'citations',
  'closest',
  'usage',
  'timings_ms',
  'request_id',
];

describe('questions', () => {
  let service: Service;
  let war: string;
  let chinese: string;
  before(async () => {
    service = await startService({ JWT_SECRET: SECRET });
    war = await upload(service, 'war.txt', WAR);
    chinese = await upload(service, 'zhanzheng.txt', CHINESE);
  });
  after(() => service[Symbol.asyncDispose]());

  const slice = async ({ document_id, start, end }: Cited) => {
    const url = `${service.url}/api/v1/documents/${document_id}/text?start=${start}&end=${end}`;
    return ((await (await fetch(url)).json()) as { text: string }).text;
  };

  it('answers in the documented shape, with citations that are the exact slice of their document', async () => {
    const body = await ask(service, 'When was the French and Indian War?');

    expect(Object.keys(body)).to.deep.equal(SHAPE);
    expect(body).to.deep.include({ answered: true, refusal_reason: null, answer_mode: 'extractive', degraded: null });
    expect(body).to.include({ model: 'local:extractive' });
    expect(body.query_id).to.match(/^q_\w+$/);
    expect(body.answer).to.match(/^The French and Indian War \(1754–1763\) was fought in North America\. \[1\]/);
    expect(body.usage).to.deep.equal({
      input_tokens: 0,
      output_tokens: 0,
      total_tokens: 0,
      cost_usd: null,
      source: 'none',
    });
    expect(Object.keys(body.timings_ms)).to.deep.equal(['retrieve', 'generate', 'total']);
    expect(body.statements.map(({ support }) => support)).to.satisfy((all: string[]) =>
      all.every((one) => one === 'verbatim'),
    );
    expect(body.citations[0]).to.include({ n: 1, document_id: war, filename: 'war.txt', page_number: null });
  });

  for (const query of ['When was the French and Indian War?', 'Who supported New France?', '战争发生于哪一年？'])
    for (const path of ['query', 'query/enhanced'])
      it(`cites exactly, on ${path}: ${query}`, async () => {
        const { citations } = await ask(service, query, { max_results: 20 }, path);

        expect(citations).not.to.be.empty;
        for (const cited of citations) {
          expect(await slice(cited)).to.equal(cited.text);
          expect(cited.chunk_text).to.contain(cited.text);
          expect(cited.relevance_score).to.be.within(0, 1);
          if (path === 'query') expect(cited).not.to.have.property('highlight_start');
          else
            expect(cited.chunk_text.slice(cited.highlight_start, cited.highlight_end)).to.equal(
              cited.highlighted_passage,
            );
        }
      });

  it('adds the queries used on the enhanced route, and is told how to enhance', async () => {
    const body = await ask(
      service,
      'When was the French and Indian War?',
      { options: { rewrite: false } },
      'query/enhanced',
    );

    expect(Object.keys(body).toSorted()).to.deep.equal([...SHAPE, 'queries_used'].toSorted());
    expect(body.queries_used).to.deep.equal(['When was the French and Indian War?']);
    expect(body.confidence?.score).to.be.within(0, 1);
    expect(['high', 'medium', 'low']).to.include(body.confidence?.level);
  });

  it('streams the same answer: meta, sources, deltas, usage, then done with the whole body', async () => {
    const query = 'When was the French and Indian War?';
    const whole = await ask(service, query);

    for (const path of ['query', 'query/enhanced']) {
      const { response, names, text, done, events } = await askStream(service, query, {}, path);

      expect(names.filter((name, at) => name !== names[at - 1])).to.deep.equal([
        'meta',
        'sources',
        'delta',
        'usage',
        'done',
      ]);
      expect(text).to.equal(done.answer).and.to.equal(whole.answer);
      expect(events.find(({ event }) => event === 'usage')?.data).to.deep.equal(done.usage);
      expect(response.headers.get('content-type')).to.equal('text/event-stream; charset=utf-8');
      expect(response.headers.get('cache-control')).to.equal('no-store');
      expect(response.headers.get('x-accel-buffering')).to.equal('no');
      expect(events[0]?.data).to.include({ query_id: done.query_id, request_id: response.headers.get('x-request-id') });
    }
  });

  it('streams to whoever prefers event streams, and to nobody who prefers JSON', async () => {
    const typeFor = async (accept: string) => {
      const response = await post(service, 'query', { query: 'war' }, { headers: { Accept: accept } });
      await response.text();
      return response.headers.get('content-type')?.split(';')[0];
    };

    expect(await typeFor('text/event-stream')).to.equal('text/event-stream');
    expect(await typeFor('application/json;q=0.5, text/event-stream')).to.equal('text/event-stream');
    expect(await typeFor('application/json, text/event-stream;q=0.5')).to.equal('application/json');
    expect(await typeFor('text/event-stream;q=0')).to.equal('application/json');
    expect(await typeFor('*/*')).to.equal('application/json');
    expect(await typeFor('text/html')).to.equal('application/json');
  });

  it('refuses what the documents do not answer, with the nearest passages and no citations', async () => {
    const body = await ask(service, 'Who painted the ceiling of the flour chapel?');

    expect(body).to.deep.include({ answered: false, refusal_reason: 'not_in_documents', citations: [] });
    expect(body.answer).to.equal('The documents do not answer this question.');
    expect(body.closest).to.have.length.within(1, 3);
    for (const cited of body.closest ?? []) expect(await slice(cited)).to.equal(cited.text);
    const { text, done } = await askStream(service, 'Who painted the ceiling of the flour chapel?');
    expect(text).to.equal(done.answer);
  });

  it('says that there are no documents to a caller who has none', async () => {
    const headers = { Authorization: `Bearer ${await token({ sub: randomUUID() }, SECRET)}` };

    const response = await post(service, 'query', { query: 'When was the war?' }, { headers });

    expect(await response.json()).to.deep.include({ answered: false, refusal_reason: 'no_documents', closest: [] });
    expect(await ask(service, 'When was the war?', { document_ids: [] })).to.include({
      refusal_reason: 'no_documents',
    });
  });

  it("answers from the caller's own documents only, and treats another's id as one that does not exist", async () => {
    const headers = { Authorization: `Bearer ${await token({ sub: randomUUID() }, SECRET)}` };
    const mine = await upload(service, 'mine.txt', 'The Zorb treaty was signed in 1901.', headers);

    const own = await post(service, 'query', { query: 'When was the Zorb treaty signed?' }, { headers });
    const foreign = await post(service, 'query', { query: 'When was the Zorb treaty signed?', document_ids: [mine] });
    const unknown = await post(service, 'query', {
      query: 'When?',
      document_ids: [`doc_${randomUUID()}`],
      stream: true,
    });
    const others = await ask(service, 'When was the Zorb treaty signed?');

    expect(((await own.json()) as AnswerBody).citations[0]?.document_id).to.equal(mine);
    expect([foreign.status, unknown.status]).to.deep.equal([404, 404]);
    const bodies = (await Promise.all([foreign.json(), unknown.json()])) as Record<string, unknown>[];
    expect(bodies.map(({ error, message }) => [error, message])).to.satisfy(([a, b]: string[][]) => `${a}` === `${b}`);
    expect(JSON.stringify(others)).not.to.contain('Zorb treaty was');
  });

  it('asks the named documents only', async () => {
    const query = 'When was the French and Indian War? 法国印第安人战争';
    const documentsOf = ({ citations, closest = [] }: AnswerBody) =>
      new Set([...citations, ...closest].map(({ document_id }) => document_id));

    expect(documentsOf(await ask(service, query, { max_results: 20 }))).to.deep.equal(new Set([war, chinese]));
    expect(documentsOf(await ask(service, query, { document_ids: [war] }))).to.deep.equal(new Set([war]));
    expect(documentsOf(await ask(service, query, { document_ids: [chinese, chinese] }))).to.deep.equal(
      new Set([chinese]),
    );
  });

  for (const [body, path] of [
    [{}, 'query'],
    [{ query: '' }, 'query'],
    [{ query: ' \n\t' }, 'query'],
    [{ query: 7 }, 'query'],
    [{ query: 'a'.repeat(2001) }, 'query'],
    [{ query: 'a', max_results: 0 }, 'max_results'],
    [{ query: 'a', max_results: 21 }, 'max_results'],
    [{ query: 'a', max_results: 1.5 }, 'max_results'],
    [{ query: 'a', max_results: '3' }, 'max_results'],
    [{ query: 'a', document_ids: 'doc_1' }, 'document_ids'],
    [{ query: 'a', document_ids: Array.from({ length: 101 }, () => 'doc_1') }, 'document_ids'],
    [{ query: 'a', document_ids: [1] }, 'document_ids.0'],
    [{ query: 'a', stream: 'yes' }, 'stream'],
    [{ query: 'a', question: 'b' }, 'question'],
    [{ query: 'a', max_output_tokens: 9 }, 'max_output_tokens'],
    [{ query: 'a', options: {} }, 'options'],
  ] as const)
    it(`refuses ${JSON.stringify(body).slice(0, 60)} and says what to change, also where a stream was asked for`, async () => {
      const response = await post(service, 'query', body, { headers: { Accept: 'text/event-stream' } });

      const error = (await response.json()) as { error: string; details: { path: string; message: string }[] };
      expect([response.status, error.error]).to.deep.equal([422, 'invalid_request']);
      expect(error.details.map((detail) => detail.path)).to.deep.equal([path]);
    });

  it('names an unknown field by its whole path, each of several, and no more of them than 100', async () => {
    const many = Object.fromEntries(Array.from({ length: 3000 }, (_, n) => [`field_${n}`, 1]));

    const few = await post(service, 'query/enhanced', { query: 'a', options: { other: true, more: 1 }, question: 'b' });
    const flood = await post(service, 'query', { query: 'a', ...many });

    const pathsOf = async (answer: Response) =>
      ((await answer.json()) as { details: { path: string }[] }).details.map(({ path }) => path);
    expect(await pathsOf(few)).to.have.members(['options.other', 'options.more', 'question']);
    expect(await pathsOf(flood)).to.have.length(100);
  });

  for (const options of [{ queries: 0 }, { queries: 6 }, { rewrite: 1 }, { rerank: 'no' }, { other: true }, 3])
    it(`refuses options ${JSON.stringify(options)}`, async () => {
      const response = await post(service, 'query/enhanced', { query: 'a', options });

      expect(response.status).to.equal(422);
      await response.body?.cancel();
    });

  it('refuses a body that is not JSON', async () => {
    const url = `${service.url}/api/v1/query`;
    const statusOf = async (body: string, type: string) => {
      const response = await fetch(url, { method: 'POST', body, headers: { 'Content-Type': type } });
      return [response.status, ((await response.json()) as { error: string }).error];
    };

    expect(await statusOf('{"query": ', 'application/json')).to.deep.equal([400, 'malformed_json']);
    expect(await statusOf('{"query": "a"}', 'text/plain')).to.deep.equal([415, 'unsupported_media_type']);
    expect(await statusOf(JSON.stringify({ query: 'a', x: 'y'.repeat(70_000) }), 'application/json')).to.deep.equal([
      413,
      'payload_too_large',
    ]);
  });

  for (const query of HOSTILE)
    it(`takes ${JSON.stringify(query).slice(0, 40)} for ordinary text`, async () => {
      for (const path of ['query', 'query/enhanced']) {
        const { answered, citations, closest } = await ask(service, query, {}, path);
        for (const cited of [...citations, ...(closest ?? [])]) expect(await slice(cited)).to.equal(cited.text);
        expect(answered).to.be.a('boolean');
      }
    });

  it('frames what documents say so that any client reads it back, line breaks and all', async () => {
    const { events, done } = await askStream(service, 'Who supported New France?');

    expect(done.citations[0]?.chunk_text).to.contain('🙂');
    expect(events.filter(({ event }) => event === 'done')).to.have.length(1);
  });

  it('lets a running stream finish when it is asked to stop', async () => {
    await using other = await startService();
    await upload(other, 'war.txt', WAR);
    const response = await post(other, 'query', { query: 'When was the French and Indian War?', stream: true });
    const events = streamEvents(response);
    await events.next();

    const stopped = other.stop();

    let last = '';
    for await (const { event } of events) last = event;
    expect(last).to.equal('done');
    expect(await stopped).to.equal(0);
  });
});
