import type { Estimate } from './estimate-tokens.ts';
import type { Prompt } from './generate.ts';
import type { CountTokens } from './tokenize.ts';

/** What the chat format adds to each message, and once to start the reply (OpenAI's cookbook, "how to count tokens"). */
const PER_MESSAGE = 4;
const PER_REPLY = 3;
/** Other formats take more: Llama 3's headers and dates 36. */
const TEMPLATE_MAX = 40;

/** Providers write the form of an answer into the prompt: the schema of a list takes 30 to 70. */
export const FORM_TOKENS = 100;

/** The input tokens of a prompt, as our tokenizer cuts it. */
export function promptTokens({ system, user }: Prompt, countTokens: CountTokens): number {
  return 2 * PER_MESSAGE + countTokens(system) + countTokens(user) + PER_REPLY;
}

/** The input tokens of a prompt, not below what its provider counts. */
export function estimatedTokens({ system, user }: Prompt, { tokensOf, isExact }: Estimate): number {
  const template = isExact ? 2 * PER_MESSAGE + PER_REPLY : TEMPLATE_MAX;
  return template + tokensOf(system) + tokensOf(user);
}
