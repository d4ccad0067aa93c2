import type { Corpus } from '../../documents/passage-index.ts';
import { AppError } from '../../errors.ts';
import type { CompletionRequest, Completions } from '../../llm/completions.ts';
import {
  type AnswerEvent,
  type AnswerMode,
  type Ask,
  type CallScope,
  type Citation,
  type Degraded,
  INCOMPLETE,
  type Incomplete,
  type RefusalReason,
} from '../ask.ts';
import type { Retrieved } from '../find/retrieve.ts';
import type { ExtractiveInput } from './extractive.ts';
import type { Grounding } from './grounding-filter.ts';
import { isGiven, type ModelAnswer, openModelStream } from './model-stream.ts';
import { answerPrompt } from './prompt.ts';

/** A model's answer before it is finalized. `text` is what the caller has been shown, also where the end is a refusal. */
export type Generated = {
  readonly refusal: RefusalReason | null;
  readonly text: string;
  readonly statements: ModelAnswer['statements'];
  readonly incomplete: Incomplete | null;
  readonly mode: AnswerMode;
  readonly model: string;
  readonly degraded: Degraded | null;
};

export type GenerateDeps = {
  /** The extractive model for a question: always available. */
  local: (input: ExtractiveInput) => Completions;
  provider: Completions | null;
  maxOutputTokens: number;
  /** What becomes of unsupported statements of the provider's model. */
  grounding: Grounding;
  /** Whether the extractive model answers a question whose budget is spent. */
  degradesOnBudget: boolean;
  /** A new unguessable word. */
  newBoundary: () => string;
};

type GenerateInput = { ask: Ask; scope: CallScope; found: Retrieved; sources: readonly Citation[]; queryId: string };

/** Asks the provider's model if there is one; where it fails, the extractive model takes its place. */
export async function* generate(deps: GenerateDeps, to: GenerateInput): AsyncGenerator<AnswerEvent, Generated> {
  const { ask, found, sources, queryId } = to;
  const local = deps.local(found);
  const { name: model } = deps.provider ?? local;
  const mode: AnswerMode = deps.provider ? 'generative' : 'extractive';
  const meta: AnswerEvent & { type: 'meta' } = { type: 'meta', queryId, mode, model };
  const refusal = refusalBefore(found.corpus, found.passages);
  if (refusal) {
    yield* [meta, { type: 'sources', citations: [] } as const];
    return { refusal, text: '', statements: [], incomplete: null, mode, model, degraded: null };
  }
  const request = requestOf(deps, to);
  const options = { passages: found.passages, grounding: deps.provider ? deps.grounding : null };
  const stream = await openModelStream(deps.provider ?? local, request, options).catch(unlessDegraded(deps));
  if (!stream) {
    yield* [{ ...meta, mode: 'extractive', model: local.name }, { type: 'sources', citations: sources } as const];
    return yield* standIn(local, request, to, { degraded: 'token_budget', silently: false });
  }
  try {
    yield* [meta, { type: 'sources', citations: sources } as const];
    const answer = yield* stream.read();
    if (isGiven(answer.outcome) || answer.outcome === 'model_refused')
      return { ...judged(answer), mode, model, degraded: null };
    ask.signal.throwIfAborted();
    const degraded = answer.outcome === 'budget_exhausted' ? 'token_budget' : 'llm_unavailable';
    return yield* standIn(local, request, to, { degraded, silently: answer.text !== '' });
  } finally {
    stream.close();
  }
}

function unlessDegraded({ degradesOnBudget }: GenerateDeps): (failure: unknown) => null {
  return (failure) => {
    if (degradesOnBudget && failure instanceof AppError && failure.code === 'budget_exhausted') return null;
    throw failure;
  };
}

/** The extractive model in place of the provider's. */
async function* standIn(
  local: Completions,
  request: CompletionRequest,
  to: GenerateInput,
  { degraded, silently }: { degraded: Degraded; silently: boolean },
): AsyncGenerator<AnswerEvent, Generated> {
  const answer = yield* extractive(local, request, to, silently);
  return { ...judged(answer), mode: 'extractive', model: local.name, degraded };
}

/** The extractive answer. `silently`: the caller has been shown part of another one, so that only the final body can replace it. */
async function* extractive(
  local: Completions,
  request: CompletionRequest,
  { ask, found }: GenerateInput,
  silently: boolean,
): AsyncGenerator<AnswerEvent, ModelAnswer> {
  const stream = await openModelStream(
    local,
    { ...request, signal: ask.signal },
    { passages: found.passages, grounding: null },
  );
  try {
    const answer = stream.read();
    let next = await answer.next();
    for (; !next.done; next = await answer.next()) if (!silently) yield next.value;
    ask.signal.throwIfAborted();
    return next.value;
  } finally {
    stream.close();
  }
}

function requestOf(
  { maxOutputTokens, newBoundary }: GenerateDeps,
  { ask, scope, found }: GenerateInput,
): CompletionRequest {
  return {
    operation: 'completion',
    prompt: answerPrompt(ask.query, found.passages, newBoundary()),
    maxOutputTokens,
    streamed: ask.streamed,
    shrinks: true,
    ...scope,
  };
}

/** An answer without a verified citation is none. */
function judged({ outcome, text, refused, statements }: ModelAnswer): Judged {
  const incomplete = INCOMPLETE.find((early) => early === outcome) ?? null;
  const isCited = statements.some(({ citations }) => citations.length > 0);
  const refusal = refused ? 'not_in_documents' : isCited ? null : 'ungrounded';
  return { refusal: outcome === 'model_refused' ? 'model_refused' : refusal, text, statements, incomplete };
}

type Judged = Pick<Generated, 'refusal' | 'text' | 'statements' | 'incomplete'>;

/** Why there is nothing to ask a model about; null: there is. */
function refusalBefore(corpus: Corpus, passages: readonly unknown[]): RefusalReason | null {
  if (passages.length > 0) return null;
  if (corpus.completedDocuments > 0) return 'not_in_documents';
  return corpus.pendingDocuments > 0 ? 'documents_still_processing' : 'no_documents';
}
