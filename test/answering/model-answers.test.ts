import { expect } from 'chai';
import { type Generative, QUESTION, startGenerative } from '../support/generative.ts';
import { type AnswerBody, ask, askStream, upload } from '../support/library.ts';

type Told = {
  readonly answer?: string;
  readonly cited?: readonly number[];
  readonly refusal?: string;
  readonly incomplete?: string;
};

const NOT_IN_DOCUMENTS: Told = { refusal: 'not_in_documents' };
const UNGROUNDED: Told = { refusal: 'ungrounded' };
const ONE: Told = { answer: 'It began in 1754 [1].', cited: [1] };
const BOTH: Told = { answer: 'It began in 1754 [1][2].', cited: [1, 2] };

/** What a model says, and what becomes of it. Passage 1 is about the war, passage 2 about bread. */
const TABLE: Readonly<Record<string, Readonly<Record<string, Told>>>> = {
  'marks of one passage': {
    'It began in 1754 [1].': ONE,
    'It began in 1754 [ 1 ].': ONE,
    'It began in 1754 ［1］.': ONE,
    'It began in 1754 【1】.': ONE,
    'It began in 1754 【1†source】.': ONE,
    'It began in 1754 [^1].': ONE,
    'It began in 1754 [Passage 1].': ONE,
    'It began in 1754 [Source 1].': ONE,
    'It began in 1754[1].': ONE,
    'It began in 1754. [1]': { answer: 'It began in 1754. [1]', cited: [1] },
  },
  'marks of two passages': {
    'It began in 1754 [1][2].': BOTH,
    'It began in 1754 [1, 2].': BOTH,
    'It began in 1754 [1; 2].': BOTH,
    'It began in 1754 [1 and 2].': BOTH,
    'It began in 1754 [1-2].': BOTH,
    'It began in 1754 [1–2].': BOTH,
    'It began in 1754 [Passage 1, Passage 2].': BOTH,
  },
  'marks of nothing': {
    'It began in 1754 [1][99].': ONE,
    'It began in 1754 [99][1].': ONE,
    'It began in 1754 [0][1].': ONE,
    'It began in 1754 [99].': UNGROUNDED,
    'It began in 1754.': UNGROUNDED,
    '[1]': UNGROUNDED,
  },
  'brackets that are no marks': {
    'It began in 1754 [sic] [1].': { answer: 'It began in 1754 [sic] [1].', cited: [1] },
    'It lies in [0, 1] and began in 1754 [1].': { answer: 'It lies in [0, 1] and began in 1754 [1].', cited: [1] },
    'Then m[i][2] began in 1754 [1].': { answer: 'Then m[i][2] began in 1754 [1].', cited: [1] },
    'The set is [1, 2, 3] and began in 1754 [1].': {
      answer: 'The set is [1, 2, 3] and began in 1754 [1].',
      cited: [1],
    },
    'Then x[0] began in 1754 [1].': { answer: 'Then x[0] began in 1754 [1].', cited: [1] },
  },
  thoughts: {
    '<think>NOT_IN_DOCUMENTS? [2]</think>It began in 1754 [1].': ONE,
    '\n<think>\nhm\n</think>\n\nIt began in 1754 [1].': ONE,
    '<thinking>a</thinking><think>b</think>It began in 1754 [1].': ONE,
    'It began <think>when? [2]</think> in 1754 [1].': ONE,
    'It began in 1754 [1].<reasoning>Was it [2]?': ONE,
    '<think>It began in 1754 [1].': UNGROUNDED,
    'Okay, when was it? In 1763 [2].</think>It began in 1754 [1].': ONE,
    'The user asks when.\n</think>\n\nIt began in 1754 [1].': ONE,
    'The user did it </think> in 1754 [1].': { answer: 'in 1754 [1].', cited: [1] },
    'The use of </think>it began in 1754 [1].': { answer: 'The use of it began in 1754 [1].', cited: [1] },
    '<|channel|>analysis<|message|>Was it [2]?<|end|><|start|>assistant<|channel|>final<|message|>It began in 1754 [1].':
      ONE,
  },
  refusals: {
    NOT_IN_DOCUMENTS,
    '"NOT_IN_DOCUMENTS"': NOT_IN_DOCUMENTS,
    '**NOT_IN_DOCUMENTS**': NOT_IN_DOCUMENTS,
    'NOT_IN_DOCUMENTS. The passages speak of bread [2].': NOT_IN_DOCUMENTS,
    'The passages [1] are silent: NOT_IN_DOCUMENTS': NOT_IN_DOCUMENTS,
    '<think>so</think>NOT_IN_DOCUMENTS': NOT_IN_DOCUMENTS,
    'NOT\\_IN\\_DOCUMENTS': NOT_IN_DOCUMENTS,
    'NOT IN DOCUMENTS': NOT_IN_DOCUMENTS,
    'Not_In_Documents.': NOT_IN_DOCUMENTS,
    not_in_documents: NOT_IN_DOCUMENTS,
    'NOT_IN 1763, it began in 1754 [1].': { answer: 'NOT_IN 1763, it began in 1754 [1].', cited: [1] },
  },
};

/** The ways in which a provider ends an answer, and what is told of them. */
const ENDINGS: Readonly<Record<'openai' | 'anthropic', Readonly<Record<string, Told>>>> = {
  openai: {
    stop: ONE,
    length: { ...ONE, incomplete: 'length' },
    content_filter: { ...ONE, incomplete: 'content_filter' },
    refusal: { refusal: 'model_refused' },
  },
  anthropic: {
    end_turn: ONE,
    stop_sequence: ONE,
    max_tokens: { ...ONE, incomplete: 'length' },
    model_context_window_exceeded: { ...ONE, incomplete: 'length' },
    refusal: { refusal: 'model_refused' },
  },
};

async function start(format: 'openai' | 'anthropic') {
  const docent = await startGenerative(format);
  await upload(docent.service, 'bread.txt', 'The French bread began as a war ration in 1920. It is long.');
  return docent;
}

/** Held against the body, and against what of it was streamed. */
async function expectTold({ service }: Generative, { answer, cited = [], ...told }: Told) {
  const { refusal = null, incomplete = null } = told;
  const streamed = await askStream(service, QUESTION);
  for (const body of [await ask(service, QUESTION), streamed.done] as AnswerBody[]) {
    expect(body).to.include({ answered: refusal === null, refusal_reason: refusal, incomplete, degraded: null });
    expect(body.citations.map(({ n }) => n)).to.deep.equal(cited);
    if (answer !== undefined) expect(body.answer).to.equal(answer);
  }
  if (answer !== undefined) expect(streamed.text).to.equal(answer);
}

describe('what becomes of what a model says', () => {
  let docent: Generative;
  before(async () => {
    docent = await start('openai');
  });
  after(() => docent[Symbol.asyncDispose]());

  for (const [of, rows] of Object.entries(TABLE))
    describe(of, () => {
      for (const [text, told] of Object.entries(rows))
        it(`${JSON.stringify(text)} is ${told.refusal ?? JSON.stringify(told.answer)}`, async () => {
          docent.does(({ body: { stream } }) => ({ text: stream ? text.split('') : text }));

          await expectTold(docent, told);
        });
    });
});

for (const format of ['openai', 'anthropic'] as const)
  describe(`how an answer of ${format} ends`, () => {
    let docent: Generative;
    before(async () => {
      docent = await start(format);
    });
    after(() => docent[Symbol.asyncDispose]());

    for (const [reason, told] of Object.entries(ENDINGS[format]))
      it(`${reason} is told as ${told.refusal ?? told.incomplete ?? 'complete'}`, async () => {
        docent.does({ body: JSON.stringify(BODIES[format](reason)) });

        await expectTold(docent, told);
      });
  });

/** Whole answers; to a request for a stream they come as one. */
const BODIES = {
  openai: (reason: string) => {
    const said = reason === 'refusal' ? { content: null, refusal: 'I will not.' } : { content: ONE.answer };
    const finish_reason = reason === 'refusal' ? 'stop' : reason;
    const choices = [{ index: 0, message: { role: 'assistant', ...said }, finish_reason }];
    return { id: 'c', object: 'chat.completion', created: 1, model: 'm', choices };
  },
  anthropic: (stop_reason: string) => ({
    id: 'm',
    type: 'message',
    role: 'assistant',
    model: 'm',
    content: stop_reason === 'refusal' ? [] : [{ type: 'text', text: ONE.answer }],
    stop_reason,
    stop_sequence: null,
    usage: { input_tokens: 1, output_tokens: 1 },
  }),
};
