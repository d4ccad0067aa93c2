import { AppError } from '../errors.ts';
import type { CompletionRequest, Completions } from '../llm/completions.ts';
import type { AnswerEvent, AnswerMode, Ask, CallScope, Citation, Degraded, RefusalReason } from './ask.ts';
import type { Found } from './find.ts';
import { answerPrompt, NOT_IN_DOCUMENTS } from './prompt.ts';
import { refusalBefore } from './refusals.ts';
import type { ExtractiveInput } from './say/extractive.ts';
import { openSpeaker, type Speech } from './speak.ts';

/** What came of putting the question to a model. `text` is what has been shown of it, also where it is then refused. */
export type Reply = {
  readonly refusal: RefusalReason | null;
  readonly text: string;
  readonly claims: Speech['claims'];
  readonly mode: AnswerMode;
  readonly model: string;
  readonly degraded: Degraded | null;
};

export type ReplyDeps = {
  /** The extractive model, given its question as data: there whatever happens. */
  local: (input: ExtractiveInput) => Completions;
  provider: Completions | null;
  maxOutputTokens: number;
  /** Whether the extractive model answers a question whose budget is spent. */
  degradesOnBudget: boolean;
  /** A new unguessable word. */
  newBoundary: () => string;
};

type ReplyTo = { ask: Ask; scope: CallScope; found: Found; sources: readonly Citation[]; queryId: string };

/** Asks the provider's model if there is one; where it fails, the extractive model takes its place. */
export async function* reply(deps: ReplyDeps, to: ReplyTo): AsyncGenerator<AnswerEvent, Reply> {
  const { ask, found, sources, queryId } = to;
  const local = deps.local(found);
  const { name: model } = deps.provider ?? local;
  const mode: AnswerMode = deps.provider ? 'generative' : 'extractive';
  const meta: AnswerEvent & { type: 'meta' } = { type: 'meta', queryId, mode, model };
  const refusal = refusalBefore(found.corpus, found.passages);
  if (refusal) {
    yield* [meta, { type: 'sources', citations: [] } as const];
    return { refusal, text: '', claims: new Map(), mode, model, degraded: null };
  }
  const request = requestOf(deps, to);
  const writes = mode === 'generative';
  const speaker = await openSpeaker(deps.provider ?? local, request, { passages: found.passages, writes }).catch(
    unlessDegraded(deps),
  );
  if (!speaker) {
    yield* [{ ...meta, mode: 'extractive', model: local.name }, { type: 'sources', citations: sources } as const];
    return yield* standIn(local, request, to, { degraded: 'token_budget', silently: false });
  }
  try {
    yield* [meta, { type: 'sources', citations: sources } as const];
    const speech = yield* speaker.speak();
    if (speech.outcome === 'complete') return { ...judged(speech), mode, model, degraded: null };
    ask.signal.throwIfAborted();
    const degraded = speech.outcome === 'budget_exhausted' ? 'token_budget' : 'llm_unavailable';
    return yield* standIn(local, request, to, { degraded, silently: speech.text !== '' });
  } finally {
    speaker.close();
  }
}

function unlessDegraded({ degradesOnBudget }: ReplyDeps): (failure: unknown) => null {
  return (failure) => {
    if (degradesOnBudget && failure instanceof AppError && failure.code === 'budget_exhausted') return null;
    throw failure;
  };
}

/** The extractive model in place of the provider's. */
async function* standIn(
  local: Completions,
  request: CompletionRequest,
  to: ReplyTo,
  { degraded, silently }: { degraded: Degraded; silently: boolean },
): AsyncGenerator<AnswerEvent, Reply> {
  const said = yield* extractive(local, request, to, silently);
  return { ...judged(said), mode: 'extractive', model: local.name, degraded };
}

/** The extractive answer. `silently`: part of another answer has been shown already, so only the whole can replace it. */
async function* extractive(
  local: Completions,
  request: CompletionRequest,
  { ask, found }: ReplyTo,
  silently: boolean,
): AsyncGenerator<AnswerEvent, Speech> {
  const speaker = await openSpeaker(
    local,
    { ...request, signal: ask.signal },
    { passages: found.passages, writes: false },
  );
  try {
    const speech = speaker.speak();
    let next = await speech.next();
    for (; !next.done; next = await speech.next()) if (!silently) yield next.value;
    ask.signal.throwIfAborted();
    return next.value;
  } finally {
    speaker.close();
  }
}

function requestOf({ maxOutputTokens, newBoundary }: ReplyDeps, { ask, scope, found }: ReplyTo): CompletionRequest {
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
function judged({ text, refused, claims }: Speech): Pick<Reply, 'refusal' | 'text' | 'claims'> {
  if (refused || (claims.size === 0 && text.includes(NOT_IN_DOCUMENTS)))
    return { refusal: 'not_in_documents', text, claims };
  const says = /[\p{L}\p{N}]/u.test(text.replaceAll(/\[\d+\]/g, ''));
  return { refusal: says && claims.size > 0 ? null : 'ungrounded', text, claims };
}
