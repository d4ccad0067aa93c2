/** The codes a caller can meet; README lists them. Only `http/` knows which status each one has. */
export type ErrorCode =
  | 'invalid_request'
  | 'malformed_json'
  | 'malformed_upload'
  | 'malformed_request'
  | 'misdirected_request'
  | 'forbidden_origin'
  | 'unauthorized'
  | 'invalid_token'
  | 'not_found'
  | 'method_not_allowed'
  | 'payload_too_large'
  | 'unsupported_media_type'
  | 'empty_file'
  | 'rate_limited'
  | 'budget_exhausted'
  | 'budget_unavailable'
  | 'quota_exceeded'
  | 'overloaded'
  | 'shutting_down'
  | 'internal';

/** Every limit that `rate_limited` can name: calls of a route, and what one caller may have unfinished or under way. */
export const LIMIT_NAMES = ['query', 'upload', 'default', 'ingest', 'uploads', 'downloads'] as const;
export type LimitName = (typeof LIMIT_NAMES)[number];

/** What a code adds to the error body, in its snake_case names: `details`, `policy`, `budget` … */
export type ErrorExtra = Readonly<Record<string, unknown>> & { readonly policy?: LimitName };

export type AppErrorOptions = ErrorOptions & {
  extra?: ErrorExtra;
  /** Whole seconds until a retry can succeed; becomes `Retry-After`. */
  retryAfterSeconds?: number | undefined;
};

/** A failure we planned for. `message` is written for the caller; put the private story in `cause`. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly extra: ErrorExtra;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, { extra = {}, retryAfterSeconds, ...options }: AppErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.extra = extra;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
