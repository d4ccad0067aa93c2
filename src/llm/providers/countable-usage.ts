import { tokenCount } from '../usage.ts';

/** Stands for a missing or malformed count: the SDK passes it on, and `tokenCount` ignores it. */
export const UNKNOWN = -1;

type Fields = Record<string, unknown>;

/**
 * A provider's JSON message with its usage made readable: the SDK would refuse a whole answer for one bad number and
 * read a count of null as 0. Text that is not JSON, or names no usage, comes back as it is.
 */
export function countableUsage(json: string): string {
  if (!/"usage"|"message(_start|_delta)?"/.test(json)) return json;
  const message = parsed(json);
  if (!message) return json;
  if (message.type === 'message_start' && isFields(message.message)) {
    message.message.usage = counted(message.message.usage, ['input_tokens']);
  } else if (message.type === 'message_delta') {
    message.usage = counted(message.usage, ['output_tokens']);
  } else if (message.type === 'message') {
    message.usage = counted(message.usage, ['input_tokens', 'output_tokens']);
  } else if (isFields(message.usage)) {
    message.usage = counted(message.usage, ['prompt_tokens', 'completion_tokens']);
  } else {
    delete message.usage;
  }
  return JSON.stringify(message);
}

/** The counts that are counts; `required` ones are always there. */
function counted(usage: unknown, required: readonly string[]): Fields {
  const fields = isFields(usage) ? usage : {};
  const sent = Object.entries(fields).flatMap(([key, value]): [string, unknown][] => {
    if (key.endsWith('_tokens')) return tokenCount(value) === undefined ? [] : [[key, value]];
    return [[key, isFields(value) ? counted(value, []) : value]];
  });
  return { ...Object.fromEntries(required.map((key) => [key, UNKNOWN])), ...Object.fromEntries(sent) };
}

function parsed(json: string): Fields | null {
  try {
    // Python's json writes NaN and Infinity bare; JSON has neither
    const value: unknown = JSON.parse(json.replaceAll(/("\w+_tokens"\s*:\s*)(?:NaN|-?Infinity)/g, '$1null'));
    return isFields(value) ? value : null;
  } catch {
    return null; // the SDK says what is wrong with it
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
