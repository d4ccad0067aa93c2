import { z } from 'zod';
import { type ErrorCode, LIMIT_NAMES } from '../../errors.ts';
import { BUDGET_NAMES } from '../../limits/budget-scopes.ts';
import { STATUS_OF } from '../error-body.ts';

const retryAfter = z
  .int()
  .min(1)
  .optional()
  .meta({ description: 'Seconds until a retry can succeed', examples: [42] });

/** What a code adds to the body of an error. */
const EXTRAS: Readonly<Partial<Record<ErrorCode, z.ZodRawShape>>> = {
  invalid_request: {
    details: z.array(z.strictObject({ path: z.string(), message: z.string() })).meta({
      description: 'Each field that is not as it should be',
      examples: [[{ path: 'query', message: 'must not be blank' }]],
    }),
  },
  rate_limited: {
    policy: z.enum(LIMIT_NAMES).meta({ examples: ['query'] }),
    retry_after: retryAfter,
  },
  budget_exhausted: {
    budget: z.enum(BUDGET_NAMES).meta({ description: 'The one that has no room', examples: ['tokens'] }),
    retry_after: retryAfter,
  },
};

const schemas = new Map<ErrorCode, z.ZodObject>();

/** The body of an error with this code, the same schema every time. */
export function errorSchema(code: ErrorCode): z.ZodObject {
  const known = schemas.get(code);
  if (known) return known;
  const schema = z
    .strictObject({
      error: z.literal(code),
      message: z.string().meta({ description: 'For the caller to read', examples: ['Try again in a moment.'] }),
      request_id: z.string().meta({ examples: ['e0c1ad3b-8e0f-4b7e-9a58-6f8f2f0a7c11'] }),
      ...EXTRAS[code],
    })
    .meta({ id: `Error_${code}` });
  schemas.set(code, schema);
  return schema;
}

/** The body of any error. */
export const anyErrorSchema = z.union((Object.keys(STATUS_OF) as ErrorCode[]).map(errorSchema)).meta({ id: 'Error' });
