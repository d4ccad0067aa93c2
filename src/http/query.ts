import { z } from 'zod';
import { checked } from './checked.ts';
import type { Context } from './state.ts';

/**
 * Reads the query parameters that a schema names; an empty one counts as absent, others are not looked at.
 * @throws AppError `invalid_request` with `details`, also for a parameter that is given twice.
 */
export function query<T extends z.ZodRawShape>(ctx: Context, shape: T) {
  const given = Object.entries(ctx.query).filter(([, value]) => value !== '');
  return checked(z.object(shape), Object.fromEntries(given));
}

/** A whole number written in digits. */
export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER) {
  const error =
    max === Number.MAX_SAFE_INTEGER
      ? `must be a whole number of at least ${min}`
      : `must be a whole number from ${min} to ${max}`;
  return z
    .string({ error })
    .regex(/^\d{1,16}$/, { error, abort: true })
    .transform(Number)
    .pipe(z.number().min(min, { error }).max(max, { error }));
}
