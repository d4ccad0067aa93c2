import type { z } from 'zod';
import { AppError } from '../errors.ts';

/** The value as its schema reads it. @throws AppError `invalid_request` with `details`, a path and a message each. */
export function validate<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  const message = details
    .map((detail) => (detail.path ? `${detail.path}: ${detail.message}` : detail.message))
    .join('; ');
  throw new AppError('invalid_request', message.slice(0, 500), { extra: { details } });
}
