import { z } from 'zod';
import type { Answer, AnswerEvent, EnhanceOptions } from '../answering/ask.ts';
import { ANSWER_MODES } from '../answering/ask.ts';
import {
  answerSchema,
  answerView,
  enhancedAnswerSchema,
  enhancedAnswerView,
  usageSchema,
  usageView,
} from './answer-view.ts';
import { citationSchema, citationView } from './citation-view.ts';
import { documentIds, queryText } from './fields.ts';
import type { OperationEvent, StreamedOperation } from './operation.ts';
import type { Scope } from './scope.ts';

const fields = {
  query: queryText,
  max_results: z
    .int()
    .min(1)
    .max(20)
    .default(3)
    .meta({ description: 'Passages that the answer may rest on', examples: [3] }),
  document_ids: documentIds,
  stream: z
    .boolean()
    .default(false)
    .meta({ description: 'Server-sent events instead of one body', examples: [false] }),
};
const options = z
  .strictObject({
    rewrite: z.boolean().default(true).meta({ description: 'Let a model word the question in other ways too' }),
    queries: z.int().min(1).max(5).default(3).meta({ description: 'Wordings searched for, the original included' }),
    rerank: z.boolean().default(true).meta({ description: 'Let a model order the passages' }),
  })
  .prefault({});

const input = z.strictObject(fields);
const enhancedInput = z.strictObject({ ...fields, options });

const errors = ['invalid_request', 'not_found', 'budget_exhausted', 'budget_unavailable'] as const;

/** The events of a stream beside `done` and `error`. */
const events = {
  meta: z
    .strictObject({
      query_id: z.string(),
      request_id: z.string(),
      answer_mode: z.enum(ANSWER_MODES),
      model: z.string(),
    })
    .meta({ id: 'AnswerMeta' }),
  sources: z
    .strictObject({ citations: z.array(citationSchema).meta({ description: 'The passages that may be cited' }) })
    .meta({ id: 'AnswerSources' }),
  delta: z
    .strictObject({ text: z.string().meta({ description: 'The next piece of the answer' }) })
    .meta({ id: 'AnswerDelta' }),
  usage: usageSchema,
};

export const ask = {
  name: 'ask',
  summary: 'Answers a question with citations, or says why not',
  policy: 'query',
  input,
  output: answerSchema,
  errors,
  events,
  run: async (scope, asked) => answerView(await answered(scope, asked, null), scope.requestId),
  async *stream(scope, asked) {
    return answerView(yield* answerEvents(scope, asked, null), scope.requestId);
  },
} as const satisfies StreamedOperation<typeof input, typeof answerSchema>;

export const askEnhanced = {
  name: 'ask_enhanced',
  summary: 'Answers with several wordings of the question, reranking, highlights and a confidence',
  policy: 'query',
  input: enhancedInput,
  output: enhancedAnswerSchema,
  errors,
  events,
  run: async (scope, asked) => enhancedAnswerView(await answered(scope, asked, asked.options), scope.requestId),
  async *stream(scope, asked) {
    return enhancedAnswerView(yield* answerEvents(scope, asked, asked.options), scope.requestId);
  },
} as const satisfies StreamedOperation<typeof enhancedInput, typeof enhancedAnswerSchema>;

type Asked = z.output<typeof input>;

async function answered(scope: Scope, asked: Asked, enhance: EnhanceOptions | null): Promise<Answer> {
  await using answering = answer(scope, asked, enhance, false);
  let step = await answering.next();
  while (!step.done) step = await answering.next();
  return warnOfDegraded(scope, step.value);
}

async function* answerEvents(
  scope: Scope,
  asked: Asked,
  enhance: EnhanceOptions | null,
): AsyncGenerator<OperationEvent, Answer> {
  await using answering = answer(scope, asked, enhance, true);
  let step = await answering.next();
  for (; !step.done; step = await answering.next()) yield eventOf(step.value, scope.requestId);
  yield { event: 'usage', data: usageView(step.value.usage) };
  return warnOfDegraded(scope, step.value);
}

function answer(scope: Scope, asked: Asked, enhance: EnhanceOptions | null, streamed: boolean) {
  return scope.answerQuestion({
    owner: scope.caller.owner,
    payer: scope.caller.key,
    query: asked.query.toWellFormed(),
    maxResults: asked.max_results,
    documentIds: asked.document_ids,
    enhance,
    streamed,
    signal: scope.signal,
  });
}

/** Logs a warning where the extractive answer replaced the model's. Returns the answer. */
function warnOfDegraded({ log }: Scope, done: Answer): Answer {
  if (done.degraded) log.warn({ reason: done.degraded }, 'answered without the model');
  return done;
}

function eventOf(event: AnswerEvent, requestId: string): OperationEvent {
  if (event.type === 'delta') return { event: 'delta', data: { text: event.text } };
  if (event.type === 'sources') return { event: 'sources', data: { citations: event.citations.map(citationView) } };
  const { queryId, mode, model } = event;
  return { event: 'meta', data: { query_id: queryId, request_id: requestId, answer_mode: mode, model } };
}
