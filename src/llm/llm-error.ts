import { APICallError } from '@ai-sdk/provider';
import type { LlmErrorType } from '../telemetry/instruments.ts';

type LlmErrorOptions = ErrorOptions & {
  readonly retryAfterMs?: number | undefined;
  readonly statusCode?: number | undefined;
  /** Undefined: as the type and the status say. */
  readonly isRetriable?: boolean | undefined;
};

/** A call that gave no complete answer. The provider's own words stay in `cause`, which is never shown or logged. */
export class LlmError extends Error {
  override readonly name = 'LlmError';
  readonly type: LlmErrorType;
  /** How long the provider asked us to wait, in milliseconds; undefined where it did not say. */
  readonly retryAfterMs: number | undefined;
  /** Whether the same request may succeed a moment later. */
  readonly isRetriable: boolean;
  /** The provider refuses what this request contains; it may take another. */
  readonly isRefusal: boolean;

  constructor(type: LlmErrorType, { retryAfterMs, statusCode = 0, isRetriable, ...options }: LlmErrorOptions = {}) {
    super(`The model call failed: ${type}`, options);
    this.type = type;
    this.retryAfterMs = retryAfterMs;
    this.isRetriable = isRetriable ?? (RETRIED_TYPES.includes(type) || RETRIED_STATUSES.includes(statusCode));
    this.isRefusal = REFUSING_STATUSES.includes(statusCode);
  }
}

const RETRIED_TYPES: readonly LlmErrorType[] = ['rate_limited', 'server', 'network'];
/** A server that waited too long for the request, or whose lock was taken: the providers' own clients try these again. */
const RETRIED_STATUSES: readonly number[] = [408, 409];
/** What embedding servers say to a text that is too long, or to too many of them. */
const REFUSING_STATUSES: readonly number[] = [400, 413, 422];

/** Says what kind of failure this was. `signal` is the one that the call was given: aborted, it explains everything. */
export function llmError(failure: unknown, signal: AbortSignal): LlmError {
  if (failure instanceof LlmError) return failure;
  if (signal.aborted) return new LlmError(isTimeout(signal.reason) ? 'timeout' : 'cancelled', { cause: failure });
  const reported = reportedIn(failure);
  if (reported) return reported;
  if (!APICallError.isInstance(failure))
    return new LlmError(isNetwork(failure) ? 'network' : 'other', { cause: failure });
  const { statusCode, responseHeaders = {} } = failure;
  const isFinal = responseHeaders['x-should-retry']?.trim().toLowerCase() === 'false';
  return new LlmError(typeOf(failure), {
    cause: failure,
    statusCode,
    retryAfterMs: retryAfter(responseHeaders),
    ...(isFinal && { isRetriable: false }),
  });
}

/** The kind of failure that an error status stands for. */
export function typeOfStatus(statusCode: number): LlmErrorType {
  if (statusCode === 401 || statusCode === 403) return 'auth';
  if (statusCode === 429) return 'rate_limited';
  if (statusCode === 408) return 'timeout';
  return statusCode >= 500 ? 'server' : 'bad_request';
}

function typeOf({ statusCode = 0, cause }: APICallError): LlmErrorType {
  if (isTimeout(cause)) return 'timeout';
  if (statusCode >= 300) return typeOfStatus(statusCode); // 3xx: a redirect is not followed
  return statusCode === 0 || isNetwork(cause) ? 'network' : 'other'; // `other`: a 200 that could not be read
}

/** The SDK wraps what ends a body that it reads. */
function reportedIn(failure: unknown): LlmError | null {
  if (failure instanceof LlmError) return failure;
  return failure instanceof Error && failure.cause !== undefined ? reportedIn(failure.cause) : null;
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof DOMException && reason.name === 'TimeoutError';
}

/** undici says `terminated` for a socket that dies in mid-body, and puts the socket's own error into `cause`. */
function isNetwork(failure: unknown): boolean {
  if (!(failure instanceof Error)) return false;
  return failure instanceof TypeError || 'code' in failure || isNetwork(failure.cause);
}

/** `Retry-After` in seconds, fractions too, or as a date (RFC 9110 §10.2.3), or OpenAI's `retry-after-ms`. */
function retryAfter(headers: Record<string, string>): number | undefined {
  const ms = Number(headers['retry-after-ms'] || Number.NaN);
  if (ms >= 0) return ms;
  const value = headers['retry-after']?.trim();
  if (!value) return undefined;
  const waitMs = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(waitMs) ? undefined : Math.max(0, waitMs);
}
