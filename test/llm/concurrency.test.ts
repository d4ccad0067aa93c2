import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import { ANSWER, QUESTION, startGenerative } from '../support/generative.ts';
import { type AnswerBody, post } from '../support/library.ts';

const WAITING = 50;
const PROBE_EVERY_MS = 10;
/** Of 200 questions at once, of which eight are being answered. */
const TOO_MANY = 200 - 8 - WAITING;

describe('many questions at once', () => {
  it('has never more than LLM_MAX_CONCURRENCY at the provider; the rest waits, bounded, or is told when to return', async () => {
    await using docent = await startGenerative('openai', { LLM_MAX_CONCURRENCY: '8', LLM_MAX_WAITING: `${WAITING}` });
    const { promise: until, resolve: letGo } = Promise.withResolvers<void>();
    docent.does({ text: ANSWER, until, delayMs: 100 });
    let refusals = 0;
    const answers = Array.from({ length: 200 }, async (_, at) => {
      const response = await post(docent.service, 'query', { query: QUESTION, stream: at % 2 === 0 });
      if (response.status === 503 && ++refusals === TOO_MANY) letGo();
      return response;
    });
    const probes = await probesUntil(docent.service.url, Promise.all(answers));

    const responses = await Promise.all(answers);
    const texts = await Promise.all(responses.map((response) => response.text()));

    const refused = responses.filter(({ status }) => status === 503);
    expect(docent.provider.mostAtOnce()).to.equal(8);
    expect(docent.provider.calls).to.have.length(200 - TOO_MANY);
    expect(refused).to.have.length(TOO_MANY);
    for (const { headers } of refused) expect(Number(headers.get('retry-after'))).to.be.at.least(1);
    const bodies = texts.filter((_, at) => responses[at]?.status === 503).map((text) => JSON.parse(text).error);
    expect(new Set(bodies)).to.deep.equal(new Set(['overloaded']));
    for (const [at, text] of texts.entries())
      if (responses[at]?.status === 200) expect(text).to.contain('"answer":"It began in 1754 [1]."');
    expect(probes).to.be.at.least(20); // bench/overload.ts times them
  });

  it('gives back the place of whoever leaves the queue, or leaves in the middle', async () => {
    await using docent = await startGenerative('openai', { LLM_MAX_CONCURRENCY: '1', LLM_MAX_WAITING: '1' });
    docent.does({ after: { pieces: 0, stop: 'hang' } });
    const gone = new AbortController();
    const leaving = [1, 2].map(() =>
      post(docent.service, 'query', { query: QUESTION }, { signal: gone.signal }).catch(() => 'gone'),
    );
    await eventually(
      () => docent.provider.calls.length,
      (calls) => calls === 1,
    );
    gone.abort();
    await Promise.all(leaving);
    docent.does({ text: ANSWER });

    const status = async () => (await post(docent.service, 'query', { query: QUESTION })).status;

    expect(await eventually(status, (code) => code !== 503)).to.equal(200);
  });

  it('answers a stranger before the many questions that one caller has waiting, in a full queue too', async () => {
    const { promise: until, resolve: letGo } = Promise.withResolvers<void>();
    await using docent = await startGenerative('openai', {
      LLM_MAX_CONCURRENCY: '1',
      LLM_MAX_WAITING: '4',
      TRUSTED_PROXIES: '127.0.0.0/8',
    });
    docent.does({ text: ANSWER, until });
    const statuses: number[] = [];
    const asked = (query: string, address: string) =>
      post(docent.service, 'query', { query }, { headers: { 'X-Forwarded-For': address } }).then(({ status }) => {
        statuses.push(status);
        return status;
      });
    const refused = (count: number) =>
      eventually(
        () => statuses.length,
        (answered) => answered === count,
      );
    const many = Array.from({ length: 6 }, () => asked(QUESTION, '192.0.2.1')); // one runs, four wait, one is too many
    await refused(1);

    const stranger = asked(`${QUESTION} I am new here.`, '192.0.2.2');
    await refused(2); // the newest of the many made room
    letGo();

    expect(await stranger).to.equal(200);
    expect((await Promise.all(many)).sort()).to.deep.equal([200, 200, 200, 200, 503, 503]);
    expect(docent.provider.calls.map(({ prompt }) => prompt.includes('I am new here'))).to.deep.equal([
      false,
      true,
      false,
      false,
      false,
    ]);
  });

  it('never makes the extractive model wait', async () => {
    await using docent = await startGenerative('openai', { LLM_MAX_CONCURRENCY: '1', LLM_MAX_WAITING: '0' });
    docent.does({ status: 401 });
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => post(docent.service, 'query', { query: QUESTION })),
    );

    const degraded = answers.filter(({ status }) => status === 200);

    expect(degraded.length).to.be.at.least(1);
    for (const answer of degraded) expect(((await answer.json()) as AnswerBody).degraded).to.equal('llm_unavailable');
  });
});

/** How many probes of /health were answered, one after the other, until `done`. */
async function probesUntil(url: string, done: Promise<unknown>): Promise<number> {
  let running = true;
  done.finally(() => {
    running = false;
  });
  let answered = 0;
  for (; running; await pause(PROBE_EVERY_MS)) if ((await statusOf(url)) === 200) answered++;
  return answered;
}

async function statusOf(url: string): Promise<number> {
  const response = await fetch(`${url}/health`);
  await response.text();
  return response.status;
}
