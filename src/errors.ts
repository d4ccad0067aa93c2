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

export type AppErrorOptions = ErrorOptions & {
  /** What the code adds to the error body, in its snake_case names: `details`, `policy`, `budget` … */
  extra?: Readonly<Record<string, unknown>>;
  /** Whole seconds until a retry can succeed; becomes `Retry-After`. */
  retryAfterSeconds?: number | undefined;
};

/** A failure we planned for. `message` is written for the caller; put the private story in `cause`. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly extra: Readonly<Record<string, unknown>>;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, { extra = {}, retryAfterSeconds, ...options }: AppErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.extra = extra;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
