import { AppError, type ErrorCode } from '../errors.ts';
import { BrokenBody } from './wire/broken-body.ts';

/** Which HTTP status each code has. */
export const STATUS_OF: Readonly<Record<ErrorCode, number>> = {
  malformed_json: 400,
  malformed_upload: 400,
  malformed_request: 400,
  unauthorized: 401,
  invalid_token: 401,
  forbidden_origin: 403,
  not_found: 404,
  method_not_allowed: 405,
  payload_too_large: 413,
  unsupported_media_type: 415,
  misdirected_request: 421,
  invalid_request: 422,
  empty_file: 422,
  rate_limited: 429,
  budget_exhausted: 429,
  internal: 500,
  budget_unavailable: 503,
  overloaded: 503,
  shutting_down: 503,
  quota_exceeded: 507,
};

/** Anything but an `AppError` is a bug of ours. */
export function statusOf(failure: unknown): number {
  return failure instanceof AppError ? STATUS_OF[failure.code] : 500;
}

export type ErrorAnswer = { status: number; headers: Record<string, string>; body: Record<string, unknown> };

/** The answer of a failure. Anything but an `AppError` is a bug of ours: `internal`, with nothing of its text. */
export function errorAnswer(failure: unknown, requestId: string): ErrorAnswer {
  const error =
    failure instanceof AppError
      ? failure
      : new AppError('internal', 'Something went wrong on our side. It has been recorded.');
  const status = error instanceof BrokenBody ? error.status : STATUS_OF[error.code];
  const headers: Record<string, string> = {};
  if (status === 401)
    headers['WWW-Authenticate'] = error.code === 'invalid_token' ? 'Bearer error="invalid_token"' : 'Bearer';
  if (status === 503) headers['Retry-After'] = String(error.retryAfterSeconds ?? 1);
  else if (error.retryAfterSeconds !== undefined) headers['Retry-After'] = String(error.retryAfterSeconds);
  return {
    status,
    headers,
    body: { error: error.code, message: error.message, request_id: requestId, ...error.extra },
  };
}
