import { expect } from 'chai';
import { type Collector, startCollector } from '../support/collector.ts';
import { ANSWER, type Generative, KEY, QUESTION, startGenerative } from '../support/generative.ts';
import { post, upload } from '../support/library.ts';
import type { ProviderReply } from '../support/provider.ts';
import { token } from '../support/token.ts';

const SECRET = 'planted-jwt-secret';
const METRICS_TOKEN = 'planted-metrics-token';
/** In questions, documents, file names, query strings, headers, bodies that do not parse, and what the provider says. */
const PLANTED = 'planted-by-a-caller';
/** A provider that answers well, says everything it knows back, says what is no JSON, or dies. */
const REPLIES: ProviderReply[] = [
  { text: ANSWER },
  { status: 400, body: `{"error":{"message":"${PLANTED} ${KEY} ${QUESTION}"}}` },
  { body: `not JSON ${PLANTED} ${KEY}` },
  { text: [], after: { pieces: 0, stop: 'destroy' } },
];

describe('planted secrets', () => {
  let collector: Collector;
  let docent: Generative;
  let bearer: string;
  before(async () => {
    collector = await startCollector();
    bearer = await token({ sub: 'ann' }, SECRET);
    const env = { LOG_LEVEL: 'trace', JWT_SECRET: SECRET, METRICS_TOKEN };
    docent = await startGenerative('openai', { ...collector.env, ...env });
  });
  after(async () => {
    await docent?.[Symbol.asyncDispose]();
    await collector?.[Symbol.asyncDispose]();
  });

  it('are in no metric, span or log line', async () => {
    const headers = { Authorization: `Bearer ${bearer}`, 'User-Agent': PLANTED, Cookie: PLANTED };
    const query = `${QUESTION} ${PLANTED}`;
    await upload(docent.service, `${PLANTED}.txt`, `The war. ${PLANTED}. ${QUESTION}`, headers);
    await uploadBroken(`${PLANTED}.pdf`, `%PDF-1.4 ${PLANTED}`);
    for (const reply of REPLIES) {
      docent.does(reply);
      for (const stream of [false, true])
        for (const path of ['query', 'query/enhanced'])
          await (await post(docent.service, path, { query, stream }, { headers })).text();
    }
    await post(docent.service, `query?q=${PLANTED}`, { query: { [PLANTED]: 1 }, [PLANTED]: 1 }, { headers });
    await send('POST', '/api/v1/query', { 'Content-Type': 'application/json' }, `{"${PLANTED}`);
    await send('POST', '/api/v1/documents/upload', { 'Content-Type': `multipart/form-data; ${PLANTED}` }, PLANTED);
    await send('GET', `/${PLANTED}?${PLANTED}`, { traceparent: PLANTED, baggage: `a=${PLANTED}`, tracestate: PLANTED });
    await send('GET', '/api/v1/documents', { Authorization: `Bearer ${PLANTED}` });
    await send('GET', '/metrics', { Authorization: `Bearer ${PLANTED}` });
    await send('GET', '/api/v1/documents/%E0%A4%A', { Host: PLANTED, 'X-Request-Id': `${PLANTED} !` });
    const page = await send('GET', '/metrics', { Authorization: `Bearer ${METRICS_TOKEN}` });
    await docent.service.stop(); // flushes

    const lines = docent.service.lines.join('\n');
    expect(page).to.contain('http_requests_total');
    expect(collector.text()).to.contain('chat gpt-4o-mini');
    expect(lines).to.contain('"msg":"request"');
    for (const secret of [PLANTED, KEY, SECRET, METRICS_TOKEN, bearer, QUESTION, ANSWER.join('')])
      for (const [where, text] of Object.entries({ page, spans: collector.text(), lines }))
        expect(text.includes(secret), `${secret} in ${where}: ${around(text, secret)}`).to.equal(false);
  });

  async function send(method: string, path: string, headers: Record<string, string>, body?: string): Promise<string> {
    const answer = await fetch(`${docent.service.url}${path}`, { method, headers, ...(body && { body }) });
    return answer.text();
  }

  async function uploadBroken(name: string, content: string): Promise<void> {
    const form = new FormData();
    form.append('file', new Blob([content]), name);
    await fetch(`${docent.service.url}/api/v1/documents/upload?wait=20`, { method: 'POST', body: form });
  }
});

function around(text: string, secret: string): string {
  const at = text.indexOf(secret);
  return at === -1 ? '' : text.slice(Math.max(0, at - 200), at + 200);
}
