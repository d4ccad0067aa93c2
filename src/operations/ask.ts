import type { z } from 'zod';
import type { Answer, AnswerEvent, EnhanceOptions } from '../answering/ask.ts';
import { answerSchema, enhancedAnswerSchema } from './answer-schema.ts';
import { answerView, citationView, enhancedAnswerView, usageView } from './answer-view.ts';
import { askEvents, askInput, enhancedAskInput } from './ask-schema.ts';
import type { OperationEvent, StreamedOperation } from './operation.ts';
import type { Scope } from './scope.ts';

const errors = ['invalid_request', 'not_found', 'budget_exhausted', 'budget_unavailable'] as const;

export const ask = {
  name: 'ask',
  summary: 'Answers a question with citations, or says why not',
  policy: 'query',
  input: askInput,
  output: answerSchema,
  errors,
  events: askEvents,
  run: async (scope, asked) => answerView(await answered(scope, asked, null), scope.requestId),
  async *stream(scope, asked) {
    return answerView(yield* answerEvents(scope, asked, null), scope.requestId);
  },
} as const satisfies StreamedOperation<typeof askInput, typeof answerSchema>;

export const askEnhanced = {
  name: 'ask_enhanced',
  summary: 'Answers with several wordings of the question, reranking, highlights and a confidence',
  policy: 'query',
  input: enhancedAskInput,
  output: enhancedAnswerSchema,
  errors,
  events: askEvents,
  run: async (scope, asked) => enhancedAnswerView(await answered(scope, asked, asked.options), scope.requestId),
  async *stream(scope, asked) {
    return enhancedAnswerView(yield* answerEvents(scope, asked, asked.options), scope.requestId);
  },
} as const satisfies StreamedOperation<typeof enhancedAskInput, typeof enhancedAnswerSchema>;

type Asked = z.output<typeof askInput>;

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
