import type { FinishReason } from '../telemetry/gen-ai.ts';

/** Whether a model thinks before it answers, which takes tokens of the same cap. */
export type Reasoning = {
  isKnown(): boolean;
  /** How a call of it ended: what it thought and said, in characters. */
  note(ended: { readonly finish: FinishReason; readonly thoughtChars: number; readonly textChars: number }): void;
};

/** Names of models that think, as their makers give them. */
const NAMES =
  /(?:^|[/:._-])(?:o[1-9](?!\d)|gpt-(?:[5-9]|\d\d)(?!.*chat)|gpt-oss|claude-(?:opus|sonnet|haiku|fable|mythos)-[5-9]|deepseek-r|qwq|qwen3|magistral|grok-[3-9]|gemini-(?:2\.5|[3-9]))|reason|think/i;

/** What thoughts may take of a cap, in tokens, beside a short answer. */
export const THOUGHT_TOKENS = 2048;

/** Known by the model's name, or learnt: it tells its thoughts, or its cap was used up before it had said a word. */
export function createReasoning(model: string): Reasoning {
  let isKnown = NAMES.test(model);
  return {
    isKnown: () => isKnown,
    note({ finish, thoughtChars, textChars }) {
      isKnown ||= thoughtChars > 0 || (finish === 'length' && textChars === 0);
    },
  };
}
