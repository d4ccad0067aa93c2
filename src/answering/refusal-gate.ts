import { NOT_IN_DOCUMENTS } from './prompt.ts';

/** Keeps the model's own refusal out of the answer, as it comes. */
export type RefusalGate = {
  /** What is not, and cannot become, the refusal. */
  push(delta: string): string;
  /** What was held back and turned out to be no refusal. */
  end(): string;
  refused(): boolean;
};

/** Quotation marks and emphasis that models put around a word they were told to say. */
const WRAPPING = /^[\s"'`*_]+/;

export function createRefusalGate(): RefusalGate {
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
