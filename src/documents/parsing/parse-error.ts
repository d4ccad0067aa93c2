import type { IngestErrorCode } from '../document.ts';

/** Why a file could not be read. `retry`: the same file may do better next time (its child died of something else). */
export class ParseError extends Error {
  override readonly name = 'ParseError';
  readonly code: IngestErrorCode;
  readonly retry: boolean;

  constructor(
    code: IngestErrorCode,
    message: string,
    { retry = false, ...options }: ErrorOptions & { retry?: boolean } = {},
  ) {
    super(message, options);
    this.code = code;
    this.retry = retry;
  }
}
