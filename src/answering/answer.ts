import type { Documents } from '../documents/documents.ts';
import type { CallUsage } from '../llm/usage.ts';
import { deadline } from '../within.ts';
import type { Answer, AnswerEvent, Ask, CallScope } from './ask.ts';
import { type Retrieve, type Retrieved, requireDocuments } from './find/retrieve.ts';
import type { RetrievedEnhanced, RetrieveEnhanced } from './find/retrieve-enhanced.ts';
import { MARK } from './proof/marks.ts';
import { answerSpan } from './rank/answer-span.ts';
import { citeAll } from './say/cite.ts';
import { type Confidence, confidence, confidenceOf } from './say/confidence.ts';
import { finalize } from './say/finalize.ts';
import { type GenerateDeps, generate } from './say/generate.ts';

/** Yields the answer in the making and returns it. Whoever stops iterating stops the model. */
export type AnswerQuestion = (ask: Ask) => AsyncGenerator<AnswerEvent, Answer>;

export type AnswerDeps = GenerateDeps & {
  store: Pick<Documents, 'getMany'>;
  retrieve: Retrieve;
  retrieveEnhanced: RetrieveEnhanced;
  /** What all provider calls of one question may take together. */
  timeoutMs: number;
  newQueryId: () => string;
  /** Milliseconds that only go forward. */
  now: () => number;
};

/**
 * Question → passages → prompt → model → verified citations: one path for both routes and every model.
 * @throws AppError `not_found` or `overloaded` before its first event; the signal's reason once the caller has left.
 */
export function createAnswer(deps: AnswerDeps): AnswerQuestion {
  return async function* answer(ask) {
    const startedAt = deps.now();
    const calls: CallUsage[] = [];
    using late = deadline(deps.timeoutMs, ask.signal);
    const endsAt = startedAt + deps.timeoutMs;
    const scope: CallScope = { signal: late.signal, endsAt, payer: ask.payer, onUsage: (usage) => calls.push(usage) };
    await requireDocuments(deps.store, ask);
    const found = await retrieved(deps, ask, scope);
    ask.signal.throwIfAborted();
    const retrievedAt = deps.now();

    const queryId = deps.newQueryId();
    const sources = citeAll(found.question, found.passages);
    const generated = yield* generate(deps, { ask, scope, found, sources, queryId });
    const final = await finalize(deps.store, ask.owner, sources, generated);
    if (final.refusal && generated.text === '') yield { type: 'delta', text: final.text };

    const { mode, model, degraded, incomplete } = generated;
    const { queriesUsed } = found;
    const endedAt = deps.now();
    return {
      ...final,
      span: answerSpan(found.question, blanked(final.text), final.statements),
      queryId,
      mode,
      model,
      degraded,
      usage: totalUsage(calls),
      timingsMs: { retrieve: retrievedAt - startedAt, generate: endedAt - retrievedAt, total: endedAt - startedAt },
      confidence: final.refusal ? NONE : mode === 'generative' ? confidenceOf(final.statements) : confidenceIn(found),
      incomplete,
      queriesUsed,
    };
  };
}

/** The answer with spaces in place of its marks, whose numbers are no answer. */
function blanked(text: string): string {
  return text.replaceAll(MARK, (mark) => ' '.repeat(mark.length));
}

async function retrieved(deps: AnswerDeps, ask: Ask, scope: CallScope): Promise<RetrievedEnhanced> {
  if (ask.enhance) return deps.retrieveEnhanced(ask, scope);
  return { ...(await deps.retrieve(ask, scope)), queriesUsed: [ask.query] };
}

/** A refusal has no confidence, even if the evidence by words is high: a model may know that it is about something else. */
const NONE: Confidence = { score: 0, level: 'low' };

/** Confidence by words; a passage that was also found by its vector raises it to at least `medium`. */
function confidenceIn({ question, passages, evidence }: Retrieved): Confidence {
  const byWords = confidence(question.terms.length === 0 ? 0 : evidence);
  const similar = passages.some(({ similarity = 0 }) => similarity >= SIMILAR.score);
  return similar && byWords.score < SIMILAR.score ? SIMILAR : byWords;
}

const SIMILAR: Confidence = { score: 0.5, level: 'medium' };

/** What all calls of a question used together. One estimate makes the sum an estimate, one unknown price its cost unknown. */
function totalUsage(calls: readonly CallUsage[]): CallUsage {
  const billed = calls.filter(({ source }) => source !== 'none');
  const sum = (count: (call: CallUsage) => number) => billed.reduce((total, call) => total + count(call), 0);
  const priced = billed.length > 0 && billed.every(({ nanoDollars }) => nanoDollars !== null);
  const estimated = billed.some(({ source }) => source === 'estimated');
  return {
    inputTokens: sum(({ inputTokens }) => inputTokens),
    outputTokens: sum(({ outputTokens }) => outputTokens),
    nanoDollars: priced ? sum(({ nanoDollars }) => nanoDollars ?? 0) : null,
    source: billed.length === 0 ? 'none' : estimated ? 'estimated' : 'provider',
  };
}
