import { NOT_IN_DOCUMENTS } from './prompt.ts';

/** Keeps the model's own refusal out of the answer, as it comes. */
export type RefusalFilter = {
  /** Text that is safe to emit: it can no longer turn into the refusal word. */
  push(delta: string): string;
  /** The rest, where it turned out not to be the refusal word. */
  end(): string;
  refused(): boolean;
};

/** Quotation marks and emphasis that models put around a word they were told to say. */
const WRAPPING = /^[\s"'`*_]+/;

export function createRefusalFilter(): RefusalFilter {
  let head: string | null = ''; // the beginning, as long as it may be the refusal; then null
  const refused = () => head?.replace(WRAPPING, '').startsWith(NOT_IN_DOCUMENTS) ?? false;
  return {
    push(delta) {
      if (head === null) return delta;
      head += delta;
      if (refused() || NOT_IN_DOCUMENTS.startsWith(head.replace(WRAPPING, ''))) return '';
      return release();
    },
    end: () => (refused() ? '' : release()),
    refused,
  };

  function release(): string {
    const text = head ?? '';
    head = null;
    return text;
  }
}
