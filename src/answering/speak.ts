import type { CompletionOutcome, CompletionRequest, Completions } from '../llm/completions.ts';
import type { AnswerEvent } from './ask.ts';
import { createLinkFilter } from './link-filter.ts';
import { createMarkFilter } from './mark-filter.ts';
import { createRefusalGate } from './refusal-gate.ts';

/** What a model said, with its citations verified: `claims` holds each cited number and what it was cited for. */
export type Speech = {
  readonly outcome: CompletionOutcome;
  readonly text: string;
  /** The model itself says that the passages do not answer. */
  readonly refused: boolean;
  readonly claims: ReadonlyMap<number, readonly string[]>;
};

/** A model that has a place and may begin. */
export type Speaker = { speak(): AsyncGenerator<AnswerEvent, Speech>; close(): void };

/** `writes`: the text is the model's own, so its links are not to be trusted; else it is of the passages, to the letter. */
type Spoken = { readonly passages: readonly { readonly text: string }[]; readonly writes: boolean };

/** Gets a model's attention: the only step of an answer that may be refused for lack of room. @throws as `Completions.open`. */
export async function openSpeaker(
  completions: Completions,
  request: CompletionRequest,
  spoken: Spoken,
): Promise<Speaker> {
  const place = await completions.open(request);
  return { speak: () => speak(place.deltas(), spoken), close: () => place.close() };
}

async function* speak(
  deltas: AsyncGenerator<string, CompletionOutcome>,
  { passages, writes }: Spoken,
): AsyncGenerator<AnswerEvent, Speech> {
  const gate = createRefusalGate();
  const marks = createMarkFilter(passages.length);
  const links = writes ? createLinkFilter(passages) : null;
  let text = '';
  const shown = (verified: string, isLast = false): AnswerEvent[] => {
    const piece = links ? links.push(verified) + (isLast ? links.end() : '') : verified;
    text += piece;
    return piece === '' ? [] : [{ type: 'delta', text: piece }];
  };
  try {
    let next = await deltas.next();
    for (; !next.done; next = await deltas.next()) yield* shown(marks.push(gate.push(next.value)));
    if (next.value === 'complete') yield* shown(marks.push(gate.end()) + marks.end(), true);
    return { outcome: next.value, text, refused: gate.refused(), claims: marks.claims() };
  } finally {
    await deltas.return('cancelled'); // whoever stops listening stops the model
  }
}
