import type { z } from 'zod';
import { AppError } from '../errors.ts';

/** Most faults that one answer lists: a body full of unknown fields would otherwise get an answer ten times its size. */
const DETAILS_MAX = 100;

/** The value as its schema reads it. @throws AppError `invalid_request` with `details`, a path and a message each. */
export function validate<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.flatMap(detailsOf).slice(0, DETAILS_MAX);
  const message = details
    .map((detail) => (detail.path ? `${detail.path}: ${detail.message}` : detail.message))
    .join('; ');
  throw new AppError('invalid_request', message.slice(0, 500), { extra: { details } });
}

/** One for each fault; an unknown field is named by its path, as every other is. */
function detailsOf(issue: z.core.$ZodIssue): { path: string; message: string }[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: issue.path.join('.'), message: issue.message }];
  return issue.keys.map((key) => ({ path: [...issue.path, key].join('.'), message: 'is not a field of this request' }));
}
