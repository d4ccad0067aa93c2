import type { LlmErrorType } from '../../telemetry/instruments.ts';
import { LlmError, typeOfStatus } from '../llm-error.ts';

/** What the words of providers for their errors mean; the first that fits. */
const WORDS: readonly (readonly [RegExp, LlmErrorType])[] = [
  [/rate_?limit|too_?many|quota/i, 'rate_limited'],
  [/auth|permission|api_?key|forbidden|billing/i, 'auth'],
  [/invalid|bad_?request|not_?found|context_length|too_large|unsupported/i, 'bad_request'],
];

/**
 * The error that a provider reports in an answer of status 200, as the first word of a stream or in its middle; null
 * where the message is none. OpenAI: `{"error": {…}}`, Anthropic: `{"type": "error", "error": {…}}`, older
 * servers: `{"object": "error", …}`.
 */
export function errorOf(json: string): LlmError | null {
  if (!json.includes('"error"')) return null;
  const message = parsed(json);
  const error = message.object === 'error' ? message : message.error;
  if (!error) return null;
  const { code, type, status } = (typeof error === 'object' ? error : {}) as Record<string, unknown>;
  const statusCode = [code, status].map(Number).find((value) => value >= 400 && value <= 599);
  if (statusCode !== undefined) return new LlmError(typeOfStatus(statusCode), { statusCode });
  const words = [code, type].filter((word) => typeof word === 'string').join(' ');
  const [, known] = WORDS.find(([pattern]) => pattern.test(words)) ?? [];
  return new LlmError(known ?? 'server', /insufficient_quota/.test(words) ? { isRetriable: false } : {});
}

function parsed(json: string): { object?: unknown; error?: unknown } {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {}; // the SDK says what is wrong with it
  }
}
