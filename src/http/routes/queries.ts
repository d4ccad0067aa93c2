import type { Logger } from 'pino';
import type { AnswerQuestion } from '../../answering/answer.ts';
import type { Answer, AnswerEvent, Ask } from '../../answering/ask.ts';
import { AppError } from '../../errors.ts';
import { answerBody, citationBody, usageBody } from '../answer-body.ts';
import { clientLeft } from '../client-left.ts';
import { errorAnswer } from '../error-body.ts';
import { jsonBody } from '../json-body.ts';
import { enhancedQuerySchema, querySchema } from '../query-schemas.ts';
import type { Route } from '../route.ts';
import { type ServerSentEvent, sendEvents } from '../server-sent-events.ts';
import type { Context } from '../state.ts';

export type QueryDeps = { answerQuestion: AnswerQuestion; log: Pick<Logger, 'error' | 'warn'> };

/** Questions, plain and enhanced, each answered in one body or as a stream. */
export function queryRoutes(deps: QueryDeps): Route[] {
  return [
    {
      method: 'POST',
      path: '/api/v1/query',
      policy: 'query',
      async handle(ctx) {
        return answer(deps, ctx, { ...(await jsonBody(ctx, querySchema)), options: null });
      },
    },
    {
      method: 'POST',
      path: '/api/v1/query/enhanced',
      policy: 'query',
      async handle(ctx) {
        return answer(deps, ctx, await jsonBody(ctx, enhancedQuerySchema));
      },
    },
  ];
}

type QueryBody = {
  query: string;
  max_results: number;
  document_ids: string[] | null;
  stream: boolean;
  options: Ask['enhance'];
};

async function answer(deps: QueryDeps, ctx: Context, body: QueryBody): Promise<void> {
  const streamed = body.stream || ctx.accepts('application/json', 'text/event-stream') === 'text/event-stream';
  const signal = clientLeft(ctx);
  await using answering = deps.answerQuestion({
    owner: ctx.state.caller.owner,
    query: body.query.toWellFormed(),
    maxResults: body.max_results,
    documentIds: body.document_ids,
    enhance: body.options,
    streamed,
    signal,
  });
  try {
    const first = await answering.next(); // refusals of any kind come before it, as ordinary statuses
    if (streamed) return await sendEvents(ctx, events(deps, ctx, first, answering));
    let last = first;
    while (!last.done) last = await answering.next();
    ctx.body = finalBody(deps, ctx, last.value);
  } catch (failure) {
    if (!signal.aborted) throw failure; // nobody is left to be told
  }
}

type Step = IteratorResult<AnswerEvent, Answer>;

/** The stream of an answer: `meta`, `sources`, `delta`s, `usage`, then exactly one of `done` and `error`. */
async function* events(
  deps: QueryDeps,
  ctx: Context,
  first: Step,
  answering: AsyncGenerator<AnswerEvent, Answer>,
): AsyncGenerator<ServerSentEvent> {
  const { requestId } = ctx.state;
  try {
    let step = first;
    for (; !step.done; step = await answering.next()) yield eventOf(step.value, requestId);
    yield { event: 'usage', data: usageBody(step.value.usage) };
    yield { event: 'done', data: finalBody(deps, ctx, step.value) };
  } catch (failure) {
    if (ctx.res.destroyed) return;
    if (!(failure instanceof AppError)) deps.log.error({ err: failure }, 'unexpected failure');
    ctx.state.failure = failure;
    yield { event: 'error', data: errorAnswer(failure, requestId).body };
  }
}

/** The whole answer; one that had to do without the model is noted in the log. */
function finalBody({ log }: QueryDeps, ctx: Context, answer: Answer) {
  if (answer.degraded) log.warn({ reason: answer.degraded }, 'answered without the model');
  return answerBody(answer, ctx.state.requestId);
}

function eventOf(event: AnswerEvent, requestId: string): ServerSentEvent {
  if (event.type === 'delta') return { event: 'delta', data: { text: event.text } };
  if (event.type === 'sources') {
    return { event: 'sources', data: { citations: event.citations.map((cited) => citationBody(cited, false)) } };
  }
  const { queryId, mode, model } = event;
  return { event: 'meta', data: { query_id: queryId, request_id: requestId, answer_mode: mode, model } };
}
