import { APICallError } from '@ai-sdk/provider';
import type { LlmErrorType } from '../../telemetry/instruments.ts';
import { isNetwork, isTimeout, LlmError, reportedIn, typeOfStatus } from '../llm-error.ts';

/** What the SDK throws in our words; everything else as it came. `signal` is the call's: aborted, it explains everything. */
export function callError(failure: unknown, signal: AbortSignal, epochMs = Date.now): unknown {
  if (signal.aborted || reportedIn(failure) || !APICallError.isInstance(failure)) return failure;
  const { statusCode, responseHeaders = {} } = failure;
  const isFinal = responseHeaders['x-should-retry']?.trim().toLowerCase() === 'false';
  return new LlmError(typeOf(failure), {
    cause: failure,
    statusCode,
    retryAfterMs: retryAfter(responseHeaders, epochMs),
    ...(isFinal && { isRetriable: false }),
  });
}

function typeOf({ statusCode = 0, cause }: APICallError): LlmErrorType {
  if (isTimeout(cause)) return 'timeout';
  if (statusCode >= 300) return typeOfStatus(statusCode); // 3xx: a redirect is not followed
  return statusCode === 0 || isNetwork(cause) ? 'network' : 'other'; // `other`: a 200 that could not be read
}

/** `Retry-After` in seconds, fractions too, or as a date (RFC 9110 §10.2.3), or OpenAI's `retry-after-ms`. */
function retryAfter(headers: Record<string, string>, epochMs: () => number): number | undefined {
  const ms = Number(headers['retry-after-ms'] || Number.NaN);
  if (ms >= 0) return ms;
  const value = headers['retry-after']?.trim();
  if (!value) return undefined;
  const waitMs = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - epochMs();
  return Number.isNaN(waitMs) ? undefined : Math.max(0, waitMs);
}
