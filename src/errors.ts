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

/** Failures on our side: where they came from is worth a look. */
const OURS: ReadonlySet<ErrorCode> = new Set(['internal', 'overloaded', 'budget_unavailable', 'quota_exceeded']);

/**
 * A failure we planned for. `message` is written for the caller; put the private story in `cause`. One that is the caller's
 * own has no stack: nobody reads it, and it costs a fifth of an answer, which floods are made of.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly extra: ErrorExtra;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, { extra = {}, retryAfterSeconds, ...options }: AppErrorOptions = {}) {
    const { stackTraceLimit } = Error;
    if (!OURS.has(code)) Error.stackTraceLimit = 0;
    super(message, options);
    Error.stackTraceLimit = stackTraceLimit;
    this.code = code;
    this.extra = extra;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** As the system names it, and as Node words it where it starts a thread or loads a module. */
const OUT_OF_DESCRIPTORS = /\b(EMFILE|ENFILE)\b|too many open files/i;

/** Whether a file could not be opened because the process, or the system, has too many open; also if that lies deeper. It passes. */
export function isOutOfDescriptors(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code = '', message, cause } = error as NodeJS.ErrnoException;
  return OUT_OF_DESCRIPTORS.test(`${code} ${message}`) || isOutOfDescriptors(cause);
}

/** What a caller is told then. */
export function tooManyOpen(cause: unknown): AppError {
  const message = 'Too many files and connections are open. Try again in a moment.';
  return new AppError('overloaded', message, { retryAfterSeconds: 1, cause });
}
