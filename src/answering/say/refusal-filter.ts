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
const [NOT, IN, DOCUMENTS] = NOT_IN_DOCUMENTS.split('_') as [string, string, string];
/** The word in any case, with its lines escaped as Markdown does; with spaces for them in capitals alone: else it is prose. */
const REFUSAL = new RegExp(
  `${[NOT, IN, DOCUMENTS].map((part) => `(?:${part}|${part.toLowerCase()}|${part[0]}${part.slice(1).toLowerCase()})`).join('\\\\{0,2}_')}|${[NOT, IN, DOCUMENTS].join('[\\s_-]')}`,
);
/** The longest that the word is written. */
const REFUSAL_MAX_CHARS = NOT_IN_DOCUMENTS.length + 4;

export function createRefusalFilter(): RefusalFilter {
  let held = '';
  let isRefused = false;
  return {
    push(delta) {
      if (isRefused) return '';
      const text = held + delta;
      isRefused = REFUSAL.test(text);
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
  let begun = Math.min(REFUSAL_MAX_CHARS, text.length);
  while (begun > 0 && !isBeginning(text.slice(text.length - begun))) begun--;
  return begun + (WRAPPING.exec(text.slice(0, text.length - begun))?.[0].length ?? 0);
}

function isBeginning(written: string): boolean {
  if (!/^n/i.test(written)) return false;
  return NOT_IN_DOCUMENTS.startsWith(written.replaceAll('\\', '').replace(/[\s-]/g, '_').toUpperCase());
}
