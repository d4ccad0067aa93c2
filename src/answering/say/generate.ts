import { AppError } from '../../errors.ts';
import type { CompletionRequest, Completions } from '../../llm/completions.ts';
import type { Prompt } from '../../llm/generate.ts';
import type { AnswerEvent, AnswerMode, Ask, CallScope, Citation, Degraded } from '../ask.ts';
import { type Retrieved, refusalOf } from '../find/retrieve.ts';
import type { ExtractiveInput } from './extractive.ts';
import type { Grounding } from './grounding-filter.ts';
import { isGiven, type ModelAnswer, openModelStream } from './model-stream.ts';
import { answerPrompt } from './prompt.ts';

/** A model's answer before it is finalized. `text` is what the caller has been shown, also where the end is a refusal. */
export type Generated = Omit<ModelAnswer, 'outcome'> & {
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
  const { ask, found, sources } = to;
  const local = deps.local(found);
  const by = deps.provider ? ({ mode: 'generative', model: deps.provider.name } as const) : extractiveBy(local);
  const refusal = refusalOf(found);
  if (refusal) {
    yield* opening(to, by, []);
    return { ...by, refusal, text: '', statements: [], incomplete: null, degraded: null };
  }
  if (!deps.provider) {
    yield* opening(to, by, sources);
    return yield* extractive(deps, to, local, null);
  }
  const prompt = answerPrompt(ask.query, found.passages, deps.newBoundary());
  const options = { passages: found.passages, grounding: deps.grounding };
  const stream = await openModelStream(deps.provider, requestOf(deps, to, prompt), options).catch(unlessDegraded(deps));
  if (!stream) {
    yield* opening(to, extractiveBy(local), sources);
    return yield* extractive(deps, to, local, 'token_budget');
  }
  try {
    yield* opening(to, by, sources);
    const { outcome, ...answer } = yield* stream.read();
    if (isGiven(outcome) || outcome === 'model_refused') return { ...answer, ...by, degraded: null };
    ask.signal.throwIfAborted();
    const degraded = outcome === 'budget_exhausted' ? 'token_budget' : 'llm_unavailable';
    const instead = extractive(deps, to, local, degraded);
    return answer.text === '' ? yield* instead : await silently(instead);
  } finally {
    stream.close();
  }
}

type By = Pick<Generated, 'mode' | 'model'>;

function extractiveBy({ name }: Completions): By {
  return { mode: 'extractive', model: name };
}

function opening({ queryId }: GenerateInput, by: By, citations: readonly Citation[]): AnswerEvent[] {
  return [
    { type: 'meta', queryId, ...by },
    { type: 'sources', citations },
  ];
}

function unlessDegraded({ degradesOnBudget }: GenerateDeps): (failure: unknown) => null {
  return (failure) => {
    if (degradesOnBudget && failure instanceof AppError && failure.code === 'budget_exhausted') return null;
    throw failure;
  };
}

/** The extractive model needs no prompt, and outlives the deadline of provider calls. */
async function* extractive(
  deps: GenerateDeps,
  to: GenerateInput,
  local: Completions,
  degraded: Degraded | null,
): AsyncGenerator<AnswerEvent, Generated> {
  const { signal } = to.ask;
  const request = { ...requestOf(deps, to, { system: '', user: '' }), signal };
  const stream = await openModelStream(local, request, { passages: to.found.passages, grounding: null });
  try {
    const { outcome: _, ...answer } = yield* stream.read();
    signal.throwIfAborted();
    return { ...answer, ...extractiveBy(local), degraded };
  } finally {
    stream.close();
  }
}

/** For a caller who has been shown part of another answer: only the final body can replace that. */
async function silently(answer: AsyncGenerator<AnswerEvent, Generated>): Promise<Generated> {
  for (;;) {
    const step = await answer.next();
    if (step.done) return step.value;
  }
}

function requestOf(
  { maxOutputTokens }: GenerateDeps,
  { ask, scope }: GenerateInput,
  prompt: Prompt,
): CompletionRequest {
  return { operation: 'completion', prompt, maxOutputTokens, streamed: ask.streamed, shrinks: true, ...scope };
}
