import { APICallError } from '@ai-sdk/provider';
import type { LlmErrorType } from '../telemetry/instruments.ts';

/** A call that gave no complete answer. The provider's own words stay in `cause`, which is never shown or logged. */
export class LlmError extends Error {
  override readonly name = 'LlmError';
  readonly type: LlmErrorType;
  /** How long the provider asked us to wait, in milliseconds; undefined where it did not say. */
  readonly retryAfterMs: number | undefined;

  constructor(type: LlmErrorType, { retryAfterMs, ...options }: ErrorOptions & { retryAfterMs?: number } = {}) {
    super(`The model call failed: ${type}`, options);
    this.type = type;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Says what kind of failure this was. `signal` is the one that the call was given: aborted, it explains everything. */
export function llmError(failure: unknown, signal: AbortSignal): LlmError {
  if (failure instanceof LlmError) return failure;
  if (signal.aborted) return new LlmError(isTimeout(signal.reason) ? 'timeout' : 'cancelled', { cause: failure });
  if (!APICallError.isInstance(failure))
    return new LlmError(isNetwork(failure) ? 'network' : 'other', { cause: failure });
  const retryAfterMs = retryAfter(failure.responseHeaders ?? {});
  const type = typeOf(failure);
  return new LlmError(type, { cause: failure, ...(retryAfterMs !== undefined && { retryAfterMs }) });
}

function typeOf({ statusCode = 0, cause }: APICallError): LlmErrorType {
  if (statusCode === 401 || statusCode === 403) return 'auth';
  if (statusCode === 429) return 'rate_limited';
  if (statusCode === 408 || isTimeout(cause)) return 'timeout';
  if (statusCode >= 500) return 'server';
  if (statusCode >= 400) return 'bad_request';
  return statusCode === 0 || isNetwork(cause) ? 'network' : 'other'; // `other`: a 200 that could not be read
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof DOMException && reason.name === 'TimeoutError';
}

/** undici says `terminated` for a socket that dies in mid-body, and puts the socket's own error into `cause`. */
function isNetwork(failure: unknown): boolean {
  if (!(failure instanceof Error)) return false;
  return failure instanceof TypeError || 'code' in failure || isNetwork(failure.cause);
}

/** `Retry-After` in seconds or as a date (RFC 9110 §10.2.3), or OpenAI's `retry-after-ms`. */
function retryAfter(headers: Record<string, string>): number | undefined {
  const ms = Number(headers['retry-after-ms'] || Number.NaN);
  if (ms >= 0) return ms;
  const value = headers['retry-after'];
  if (!value) return undefined;
  const waitMs = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(waitMs) ? undefined : Math.max(0, waitMs);
}
