import type { CompletionOutcome, CompletionRequest, Completions } from '../../llm/completions.ts';
import type { AnswerEvent } from '../ask.ts';
import { createCitationFilter } from './citation-filter.ts';
import { createLinkFilter } from './link-filter.ts';
import { createRefusalFilter } from './refusal-filter.ts';

/** What a model said, with its citations verified: `claims` holds each cited number and what it was cited for. */
export type ModelAnswer = {
  readonly outcome: CompletionOutcome;
  readonly text: string;
  /** The model itself says that the passages do not answer. */
  readonly refused: boolean;
  readonly claims: ReadonlyMap<number, readonly string[]>;
};

/** A model slot, held until `close`. */
export type ModelStream = { read(): AsyncGenerator<AnswerEvent, ModelAnswer>; close(): void };

/** `writes`: the model writes its own text, whose links are not trusted; else every sentence is verbatim of a passage. */
type ModelStreamOptions = { readonly passages: readonly { readonly text: string }[]; readonly writes: boolean };

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
  { passages, writes }: ModelStreamOptions,
): AsyncGenerator<AnswerEvent, ModelAnswer> {
  const refusals = createRefusalFilter();
  const citations = createCitationFilter(passages.length);
  const links = writes ? createLinkFilter(passages) : null;
  let text = '';
  const shown = (verified: string, isLast = false): AnswerEvent[] => {
    const piece = links ? links.push(verified) + (isLast ? links.end() : '') : verified;
    text += piece;
    return piece === '' ? [] : [{ type: 'delta', text: piece }];
  };
  try {
    let next = await deltas.next();
    for (; !next.done; next = await deltas.next()) yield* shown(citations.push(refusals.push(next.value)));
    if (next.value === 'complete') yield* shown(citations.push(refusals.end()) + citations.end(), true);
    return { outcome: next.value, text, refused: refusals.refused(), claims: citations.claims() };
  } finally {
    await deltas.return('cancelled'); // whoever stops listening stops the model
  }
}
