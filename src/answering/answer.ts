import type { Documents } from '../documents/documents.ts';
import type { CallUsage } from '../llm/usage.ts';
import { deadline } from '../within.ts';
import type { Answer, AnswerEvent, Ask, CallScope } from './ask.ts';
import { citeAll } from './cite.ts';
import { type Confidence, confidence } from './confidence.ts';
import { extract } from './extract.ts';
import type { Find, Found } from './find.ts';
import { type ReplyDeps, reply } from './reply.ts';
import { requireDocuments } from './require-documents.ts';
import { totalUsage } from './total-usage.ts';
import { verdict } from './verdict.ts';

/** Yields the answer in the making and returns it. Whoever stops iterating stops the model. */
export type AnswerQuestion = (ask: Ask) => AsyncGenerator<AnswerEvent, Answer>;

export type AnswerDeps = ReplyDeps & {
  store: Pick<Documents, 'getMany'>;
  find: Find;
  findEnhanced: Find;
  /** What all provider calls of one question may take together. */
  timeoutMs: number;
  newQueryId: () => string;
};

/**
 * Question → passages → prompt → model → verified citations: one path for both routes and every model.
 * @throws AppError `not_found` or `overloaded` before its first event; the signal's reason once the caller has left.
 */
export function createAnswer(deps: AnswerDeps): AnswerQuestion {
  return async function* answer(ask) {
    const startedAt = performance.now();
    const calls: CallUsage[] = [];
    using late = deadline(deps.timeoutMs, ask.signal);
    const endsAt = startedAt + deps.timeoutMs;
    const scope: CallScope = { signal: late.signal, endsAt, payer: ask.payer, onUsage: (usage) => calls.push(usage) };
    await requireDocuments(deps.store, ask);
    const found = await (ask.enhance ? deps.findEnhanced : deps.find)(ask, scope);
    ask.signal.throwIfAborted();
    const retrievedAt = performance.now();

    const queryId = deps.newQueryId();
    const sources = citeAll(found.question, found.passages);
    const said = yield* reply(deps, { ask, scope, found, sources, queryId });
    const told = await verdict(deps.store, ask.owner, sources, said);
    if (told.refusal && said.text === '') yield { type: 'delta', text: told.text };

    const { mode, model, degraded } = said;
    const { queriesUsed } = found;
    const endedAt = performance.now();
    return {
      ...told,
      queryId,
      mode,
      model,
      degraded,
      usage: totalUsage(calls),
      timingsMs: { retrieve: retrievedAt - startedAt, generate: endedAt - retrievedAt, total: endedAt - startedAt },
      enhanced: ask.enhance && { queriesUsed, confidence: told.refusal ? NONE : confidenceIn(found) },
    };
  };
}

/** No answer, no confidence: the evidence may still be high where only a model could tell that it is of something else. */
const NONE: Confidence = { score: 0, level: 'low' };

/** From the words; a passage that was also found by its meaning lifts it out of `low`. */
function confidenceIn({ question, passages }: Found): Confidence {
  const byWords = confidence(extract(question, passages).evidence);
  const similar = passages.some(({ similarity = 0 }) => similarity >= SIMILAR.score);
  return similar && byWords.score < SIMILAR.score ? SIMILAR : byWords;
}

const SIMILAR: Confidence = { score: 0.5, level: 'medium' };
