import type { CountTokens } from './count-tokens.ts';
import type { Prompt } from './generate.ts';

/** What the chat format adds to each message, and once to start the reply (OpenAI's cookbook, "how to count tokens"). */
const PER_MESSAGE = 4;
const PER_REPLY = 3;

type Counting = { readonly countTokens: CountTokens; readonly margin: number };

/** The input tokens of a prompt, as our tokenizer cuts it. */
export function promptTokens({ system, user }: Prompt, { countTokens }: Pick<Counting, 'countTokens'>): number {
  return 2 * PER_MESSAGE + countTokens(system) + countTokens(user) + PER_REPLY;
}

/** The input tokens of a prompt, not below what its provider counts. */
export function estimatedTokens(prompt: Prompt, counting: Counting): number {
  return Math.ceil(promptTokens(prompt, counting) * counting.margin);
}
