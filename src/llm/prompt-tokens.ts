import type { LanguageModelV4Prompt } from '@ai-sdk/provider';
import type { CountTokens } from './count-tokens.ts';

/** What the chat format adds to each message, and once to start the reply (OpenAI's cookbook, "how to count tokens"). */
const PER_MESSAGE = 4;
const PER_REPLY = 3;

/** The input tokens of a prompt, as the provider would bill it. */
export function promptTokens(prompt: LanguageModelV4Prompt, countTokens: CountTokens): number {
  return prompt.reduce((sum, message) => sum + PER_MESSAGE + countTokens(textOf(message)), PER_REPLY);
}

/** The length of a prompt in UTF-8: no tokenizer makes more tokens of it. */
export function promptBytes(prompt: LanguageModelV4Prompt): number {
  return prompt.reduce((sum, message) => sum + Buffer.byteLength(textOf(message)), 0);
}

function textOf({ content }: LanguageModelV4Prompt[number]): string {
  if (typeof content === 'string') return content;
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('');
}
