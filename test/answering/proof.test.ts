import { expect } from 'chai';
import { type Generative, QUESTION, startGenerative } from '../support/generative.ts';
import { type AnswerBody, ask, askStream, upload } from '../support/library.ts';
import { scrape } from '../support/page.ts';

const TRUE = 'The war began in 1754 [1].';
const FALSE = 'It ended in 1999 in Australia [1].';

/** Each statement's own text, and how it is borne. */
const told = ({ answer, statements }: AnswerBody) =>
  statements.map(({ start, end, citations, support }) => [answer.slice(start, end), citations, support]);

describe('answers that carry their proof', () => {
  let docent: Generative;
  before(async () => {
    docent = await startGenerative();
    await upload(docent.service, 'bread.txt', 'The French bread began as a war ration in 1920. It is long.');
  });
  after(() => docent[Symbol.asyncDispose]());

  const said = async (text: string | string[]) => {
    docent.does({ text });
    return ask(docent.service, QUESTION);
  };

  it('judges each statement, and covers all of the answer but its marks and white space', async () => {
    const body = await said(
      'The French and Indian War began in 1754. [1] It was fought in North America. It was won by Napoleon [1].',
    );

    expect(told(body)).to.deep.equal([
      ['The French and Indian War began in 1754.', [1], 'verbatim'],
      ['It was fought in North America.', [1], 'verbatim'],
      ['It was won by Napoleon [1].', [1], 'unsupported'],
    ]);
    const rest = body.statements.reduceRight(
      (text, { start, end }) => text.slice(0, start) + text.slice(end),
      body.answer,
    );
    expect(rest.replaceAll(/\[\d+\]|\s/g, '')).to.equal('');
  });

  it('has little confidence in what nothing supports, on the plain route too', async () => {
    expect((await said('Bananas ripen quickly. Elephants weigh tonnes [1].')).confidence).to.deep.equal({
      score: 0,
      level: 'low',
    });
    expect((await said(TRUE)).confidence.level).to.equal('high');
  });

  it('lists as citations what the answer names, by number, and what else was found as closest', async () => {
    const body = await said('Bread began as a war ration in 1920 [2].');

    expect(body.citations.map(({ n, filename }) => [n, filename])).to.deep.equal([[2, 'bread.txt']]);
    expect(body.closest.map(({ n, filename }) => [n, filename])).to.deep.equal([[1, 'war.txt']]);
    expect([...body.citations, ...body.closest].map(({ source }) => source)).to.deep.equal(['text', 'text']);
  });

  for (const [reason, finish] of [
    ['length', 'length'],
    ['content_filter', 'content_filter'],
  ])
    it(`tells that an answer ends early: ${reason}`, async () => {
      const choice = { index: 0, message: { role: 'assistant', content: TRUE }, finish_reason: finish };
      const labels = { model: docent.model, operation: 'completion', reason: reason ?? '' };
      const before = await scrape(docent.service.url);
      docent.does({
        body: JSON.stringify({ id: 'c', object: 'chat.completion', created: 1, model: 'm', choices: [choice] }),
      });

      const body = await ask(docent.service, QUESTION);

      expect(body).to.include({ incomplete: reason, answered: true, answer: TRUE });
      const now = await scrape(docent.service.url);
      expect(now.sum('llm_incomplete_total', labels) - before.sum('llm_incomplete_total', labels)).to.equal(1);
    });

  it('says so where the model will not answer, whole and streamed, and lets nobody answer in its stead', async () => {
    const refusal = { role: 'assistant', content: null, refusal: 'I will not talk about that.' };
    const choices = [{ index: 0, message: refusal, finish_reason: 'stop' }];
    docent.does({ body: JSON.stringify({ id: 'c', object: 'chat.completion', created: 1, model: 'm', choices }) });

    const whole = await ask(docent.service, QUESTION);
    const { done, text } = await askStream(docent.service, QUESTION);

    for (const body of [whole, done])
      expect(body).to.deep.include({ answered: false, refusal_reason: 'model_refused', degraded: null, citations: [] });
    expect(text).to.equal(whole.answer).and.not.to.contain('talk');
  });
});

describe('GROUNDING', () => {
  it('drop keeps what is not supported from ever being shown', async () => {
    await using docent = await startGenerative('openai', { GROUNDING: 'drop' });
    docent.does({ text: [...`${TRUE} ${FALSE} It was fought in North America [1]. And the moon is cheese.`] });

    const { done, text } = await askStream(docent.service, QUESTION);
    const whole = await ask(docent.service, QUESTION);

    expect(text).to.equal(`${TRUE} It was fought in North America [1].`);
    expect([done.answer, whole.answer]).to.deep.equal([text, text]);
    expect(done.statements.map(({ support }) => support)).not.to.include('unsupported');
    docent.does({ text: [...FALSE] });
    const nothing = await askStream(docent.service, QUESTION);
    expect(nothing.done).to.include({ answered: false, refusal_reason: 'ungrounded' });
    expect(nothing.text).to.equal(nothing.done.answer);
  });

  it('refuse shows nothing of an answer with a statement that is not supported', async () => {
    await using docent = await startGenerative('openai', { GROUNDING: 'refuse' });
    docent.does({ text: [...`${TRUE} ${FALSE}`] });

    const { done, text } = await askStream(docent.service, QUESTION);
    docent.does({ text: [...TRUE] });
    const good = await askStream(docent.service, QUESTION);

    expect(done).to.include({ answered: false, refusal_reason: 'ungrounded' });
    expect(text).to.equal(done.answer).and.not.to.contain('1754');
    expect([good.text, good.done.answer]).to.deep.equal([TRUE, TRUE]);
  });
});
