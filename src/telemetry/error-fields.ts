import { masked } from './masked.ts';

/** How deep a chain of causes is followed. */
const DEPTH = 3;

/**
 * What a log line says of an error: its class, its code, where it was thrown, and the same of its causes. Not its own
 * properties, since providers and parsers put requests, answers and documents there; and of messages only those that
 * the language or the system wrote, without what they quote.
 */
export function errorFields(error: unknown, depth = DEPTH): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code } = error as NodeJS.ErrnoException;
  return {
    type: error.name,
    ...(isCode(code) && { code }),
    ...(isPlain(error) && { message: masked(error.message) }),
    stack: frames(error),
    ...(error.cause !== undefined && depth > 1 && { cause: errorFields(error.cause, depth - 1) }),
  };
}

const PLAIN = new Set(['AppError', 'DeadlineError', 'TypeError', 'RangeError', 'ReferenceError']);

function isPlain({ name, code }: NodeJS.ErrnoException): boolean {
  return PLAIN.has(name) || /^E[A-Z]+$/.test(code ?? '');
}

/** A code is a word, not a sentence. */
export function isCode(code: unknown): boolean {
  return typeof code === 'string' && /^[\w.-]{1,64}$/.test(code);
}

/** The stack without its head, which repeats the message. */
function frames({ name, message, stack = '' }: Error): string[] {
  const head = stack.startsWith(`${name}: ${message}`) ? name.length + 2 + message.length : stack.indexOf('\n    at ');
  return stack
    .slice(Math.max(head, 0))
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 12)
    .map((line) => line.slice(7));
}
