import { NOT_IN_DOCUMENTS } from './prompt.ts';

/** Keeps the model's own refusal out of the answer, as it comes: the word for it is one wherever it stands. */
export type RefusalFilter = {
  /** Text that is safe to emit: it can no longer turn into the refusal word. */
  push(delta: string): string;
  /** The rest, where it turned out not to be the refusal word. */
  end(): string;
  refused(): boolean;
};

/** Quotation marks and emphasis that models put around a word they were told to say, and its beginning. */
const WRAPPING = /[\s"'`*_]{0,20}$/;

export function createRefusalFilter(): RefusalFilter {
  let held = '';
  let isRefused = false;
  return {
    push(delta) {
      if (isRefused) return '';
      const text = held + delta;
      isRefused = text.includes(NOT_IN_DOCUMENTS);
      if (isRefused) return '';
      const safe = text.length - heldChars(text);
      held = text.slice(safe);
      return text.slice(0, safe);
    },
    end: () => (isRefused ? '' : held),
    refused: () => isRefused,
  };
}

/** The end of a text that may be the beginning of the refusal word. */
function heldChars(text: string): number {
  let begun = Math.min(NOT_IN_DOCUMENTS.length - 1, text.length);
  while (!text.endsWith(NOT_IN_DOCUMENTS.slice(0, begun))) begun--;
  return begun + (WRAPPING.exec(text.slice(0, text.length - begun))?.[0].length ?? 0);
}
