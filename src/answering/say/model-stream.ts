import type { CompletionOutcome, CompletionRequest, Completions } from '../../llm/completions.ts';
import { type AnswerEvent, INCOMPLETE, type Incomplete, type RefusalReason } from '../ask.ts';
import { type Statement, statementsOf } from '../proof/statements.ts';
import { createJudgeSupport, type JudgeSupport } from '../proof/support.ts';
import { createCitationFilter } from './citation-filter.ts';
import { createGroundingFilter, type Grounding } from './grounding-filter.ts';
import { createLinkFilter } from './link-filter.ts';
import { createRefusalFilter } from './refusal-filter.ts';
import { createThoughtFilter } from './thought-filter.ts';

/** What a model said, as far as it was shown; `statements` hold its citations. */
export type ModelAnswer = {
  readonly outcome: CompletionOutcome;
  readonly text: string;
  readonly statements: readonly Statement[];
  /** Why this is no answer; null: it is one. */
  readonly refusal: RefusalReason | null;
  readonly incomplete: Incomplete | null;
};

/** A model slot, held until `close`. */
export type ModelStream = { read(): AsyncGenerator<AnswerEvent, ModelAnswer>; close(): void };

type ModelStreamOptions = {
  readonly passages: readonly { readonly text: string }[];
  /** What becomes of the unsupported statements of a model that writes its own text; null: every sentence is verbatim of a passage. */
  readonly grounding: Grounding | null;
};

/** Acquires a model slot; the only step that can fail with `overloaded`. @throws as `Completions.open`. */
export async function openModelStream(
  completions: Completions,
  request: CompletionRequest,
  options: ModelStreamOptions,
): Promise<ModelStream> {
  const completion = await completions.open(request);
  return { read: () => read(completion.deltas(), options), close: () => completion.close() };
}

async function* read(
  deltas: AsyncGenerator<string, CompletionOutcome>,
  { passages, grounding }: ModelStreamOptions,
): AsyncGenerator<AnswerEvent, ModelAnswer> {
  const judge = grounding ? createJudgeSupport(passages) : () => 'verbatim' as const;
  const refusals = createRefusalFilter();
  const filter = grounding ? filterOf(passages, judge, grounding, refusals) : verbatim(refusals);
  let text = '';
  const shown = (piece: string): AnswerEvent[] => {
    text += piece;
    return piece === '' ? [] : [{ type: 'delta', text: piece }];
  };
  try {
    let next = await deltas.next();
    for (; !next.done; next = await deltas.next()) yield* shown(filter.push(next.value));
    const outcome = next.value;
    if (isGiven(outcome)) yield* shown(filter.end());
    const statements = isGiven(outcome) ? statementsOf(text, judge, { endsAtMark: !grounding }) : [];
    const incomplete = INCOMPLETE.find((early) => early === outcome) ?? null;
    return { outcome, text, statements, refusal: refusalIn(outcome, statements, refusals.refused()), incomplete };
  } finally {
    await deltas.return('cancelled'); // whoever stops listening stops the model
  }
}

/** `refused`: the model itself says that the passages do not answer. An answer without a verified citation is none. */
function refusalIn(
  outcome: CompletionOutcome,
  statements: readonly Statement[],
  refused: boolean,
): RefusalReason | null {
  const isWithheld = outcome === 'content_filter' && statements.length === 0; // not a word was let through
  if (outcome === 'model_refused' || isWithheld) return 'model_refused';
  if (refused) return 'not_in_documents';
  return statements.some(({ citations }) => citations.length > 0) ? null : 'ungrounded';
}

/** Whether a model has given its answer, to its end or not. */
export function isGiven(outcome: CompletionOutcome): outcome is 'complete' | Incomplete {
  return outcome === 'complete' || INCOMPLETE.some((early) => early === outcome);
}

type TextFilter = { push(text: string): string; end(): string };

/** The extractive model's text needs no filter but for its refusal. */
function verbatim(refusals: TextFilter): TextFilter {
  return { push: (delta) => refusals.push(delta), end: () => refusals.end().trimEnd() };
}

/** What a caller may be shown of a model's own text: neither thoughts nor refusals, only citations and links that hold. */
function filterOf(
  passages: ModelStreamOptions['passages'],
  judge: JudgeSupport,
  grounding: Grounding,
  refusals: TextFilter,
): TextFilter {
  const filters = [
    createThoughtFilter(),
    refusals,
    createCitationFilter(passages),
    createLinkFilter(passages),
    createGroundingFilter(grounding, judge),
  ];
  return {
    push: (delta) => filters.reduce((text, filter) => filter.push(text), delta),
    end: () => filters.reduce((text, filter) => (text === '' ? '' : filter.push(text)) + filter.end(), ''),
  };
}
