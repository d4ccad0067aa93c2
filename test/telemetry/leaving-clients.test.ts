import { once } from 'node:events';
import { type ClientRequest, request } from 'node:http';
import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import { ANSWER, type Generative, QUESTION, startGenerative } from '../support/generative.ts';
import { post } from '../support/library.ts';
import { type Page, scrape } from '../support/page.ts';

const COUNT = 10;
const LABELS = { handler: '/api/v1/query', method: 'POST' };

describe('clients of the service that leave', () => {
  let docent: Generative;
  before(async () => {
    docent = await startGenerative('openai', { LLM_MAX_CONCURRENCY: '20' });
  });
  after(() => docent[Symbol.asyncDispose]());

  it('are counted once each: before the headers as 4xx, in mid-stream by their status, all of them as aborted', async () => {
    const before = await scrape(docent.service.url);

    docent.does({ text: ANSWER, delayMs: 20_000 });
    const waiting = Array.from({ length: COUNT }, () => asking({ query: QUESTION }));
    await inProgress(COUNT);
    await Promise.all(waiting.map(leave));
    const one = await inProgress(0);
    docent.does({ text: ANSWER, after: { pieces: 1, stop: 'hang' } });
    const reading = Array.from({ length: COUNT }, () => asking({ query: QUESTION, stream: true }));
    await Promise.all(reading.map(begun));
    await inProgress(COUNT);
    await Promise.all(reading.map(leave));
    const two = await inProgress(0);

    const moved = (name: string, from: Page, to: Page, more = {}) =>
      to.sum(name, { ...LABELS, ...more }) - from.sum(name, { ...LABELS, ...more });
    expect(moved('http_requests_total', before, one)).to.equal(COUNT);
    expect(moved('http_requests_total', before, one, { status: '4xx' })).to.equal(COUNT);
    expect(moved('http_requests_total', one, two)).to.equal(COUNT);
    expect(moved('http_requests_total', one, two, { status: '2xx' })).to.equal(COUNT);
    expect(moved('http_requests_aborted_total', before, two)).to.equal(2 * COUNT);
    expect(moved('http_request_duration_seconds_count', before, two)).to.equal(2 * COUNT);
  });

  it('do not blur the time of a stream that ends by itself', async () => {
    docent.does({ text: ANSWER, betweenMs: 150 });
    const before = await scrape(docent.service.url);

    const startedAt = performance.now();
    await (await post(docent.service, 'query', { query: QUESTION, stream: true })).text();
    const seen = (performance.now() - startedAt) / 1000;

    const after = await inProgress(0);
    const seconds =
      after.sum('http_request_duration_seconds_sum', LABELS) - before.sum('http_request_duration_seconds_sum', LABELS);
    expect(seconds).to.be.within(0.29, seen + 1); // two waits between three pieces, and none for the connection
  });

  function asking(body: object): ClientRequest {
    const headers = { 'Content-Type': 'application/json' };
    const sent = request(`${docent.service.url}/api/v1/query`, { method: 'POST', headers, agent: false });
    sent.on('error', () => {}).end(JSON.stringify(body));
    return sent;
  }

  async function inProgress(count: number): Promise<Page> {
    return eventually(
      () => scrape(docent.service.url),
      (page) => page.value('http_requests_inprogress') === count,
    );
  }
});

async function begun(sent: ClientRequest): Promise<void> {
  const [answer] = await once(sent, 'response');
  await once(
    answer.on('error', () => {}),
    'data',
  );
}

function leave(sent: ClientRequest): Promise<void> {
  sent.destroy();
  return new Promise((closed) => sent.once('close', () => closed()));
}
