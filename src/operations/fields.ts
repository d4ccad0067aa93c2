import { z } from 'zod';
import { AppError } from '../errors.ts';

/** Input fields that several operations share. */
export const documentId = z
  .string()
  .meta({ description: 'Id of a document', examples: ['doc_0b7e4d6f2c914a55a3a1f0c7d2e98b64'] });

export const queryText = z
  .string()
  .max(2000, 'must have at most 2000 characters')
  .regex(/\S/, 'must not be blank')
  .meta({ description: 'The question, 1–2,000 characters', examples: ['When was the French and Indian War?'] });

export const documentIds = z
  .array(z.string())
  .max(100)
  .nullable()
  .default(null)
  .meta({ description: 'Documents to search; null: all of the caller’s', examples: [null] });

/** A whole number, the same error for everything else. */
export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER) {
  const error =
    max === Number.MAX_SAFE_INTEGER
      ? `must be a whole number of at least ${min}`
      : `must be a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

/** Another owner's document and none at all are the same to the caller. */
export function unknownDocument(): AppError {
  return new AppError('not_found', 'There is no such document.');
}
