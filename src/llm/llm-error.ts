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
  /** The provider rejects the content of this request; it may accept another. */
  readonly isRejection: boolean;

  constructor(type: LlmErrorType, { retryAfterMs, statusCode = 0, isRetriable, ...options }: LlmErrorOptions = {}) {
    super(`The model call failed: ${type}`, options);
    this.type = type;
    this.retryAfterMs = retryAfterMs;
    this.isRetriable = isRetriable ?? (RETRIED_TYPES.includes(type) || RETRIED_STATUSES.includes(statusCode));
    this.isRejection = REJECTING_STATUSES.includes(statusCode);
  }
}

const RETRIED_TYPES: readonly LlmErrorType[] = ['rate_limited', 'server', 'network'];
/** A server that waited too long for the request, or whose lock was taken: the providers' own clients try these again. */
const RETRIED_STATUSES: readonly number[] = [408, 409];
/** Statuses by which embedding servers reject a text that is too long, or too many texts. */
const REJECTING_STATUSES: readonly number[] = [400, 413, 422];

/** Says what kind of failure this was. `signal` is the one that the call was given: aborted, it explains everything. */
export function llmError(failure: unknown, signal: AbortSignal): LlmError {
  if (failure instanceof LlmError) return failure;
  if (signal.aborted) return new LlmError(isTimeout(signal.reason) ? 'timeout' : 'cancelled', { cause: failure });
  return reportedIn(failure) ?? new LlmError(isNetwork(failure) ? 'network' : 'other', { cause: failure });
}

/** The kind of failure that an error status stands for. */
export function typeOfStatus(statusCode: number): LlmErrorType {
  if (statusCode === 401 || statusCode === 403) return 'auth';
  if (statusCode === 429) return 'rate_limited';
  if (statusCode === 408) return 'timeout';
  return statusCode >= 500 ? 'server' : 'bad_request';
}

/** What we found in the body ourselves: a client wraps what ends a body that it reads. */
export function reportedIn(failure: unknown): LlmError | null {
  if (failure instanceof LlmError) return failure;
  return failure instanceof Error && failure.cause !== undefined ? reportedIn(failure.cause) : null;
}

export function isTimeout(reason: unknown): boolean {
  return reason instanceof DOMException && reason.name === 'TimeoutError';
}

/** undici says `terminated` for a socket that dies in mid-body, and puts the socket's own error into `cause`. */
export function isNetwork(failure: unknown): boolean {
  if (!(failure instanceof Error)) return false;
  return failure instanceof TypeError || 'code' in failure || isNetwork(failure.cause);
}
