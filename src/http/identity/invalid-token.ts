import { AppError } from '../../errors.ts';

export function invalidToken(cause?: unknown): AppError {
  return new AppError('invalid_token', 'The bearer token is not valid.', { cause });
}
