import { z } from 'zod';

const requestId = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,128}$/)
  .meta({ description: "The caller's own where it is usable, else ours", header: { id: 'X-Request-Id' } });

/** What every answer of a limited route says; absent while limits are off. */
const limits = {
  'X-RateLimit-Limit': count('Calls of the tightest limit', 'X-RateLimit-Limit'),
  'X-RateLimit-Remaining': count('Calls left of it', 'X-RateLimit-Remaining'),
  'X-RateLimit-Reset': count('When its next call returns, epoch seconds', 'X-RateLimit-Reset'),
  RateLimit: text('What is left of each limit, as structured fields', 'RateLimit'),
  'RateLimit-Policy': text('All limits of the policy, as structured fields', 'RateLimit-Policy'),
};

const retryAfter = count('Seconds until a retry can succeed', 'Retry-After');

/** The headers of a success. */
export function answerHeaders({ location, attachment }: { location: boolean; attachment: boolean }): z.ZodObject {
  return z.object({
    'X-Request-Id': requestId,
    ...limits,
    ...(location && { Location: z.string().meta({ description: 'Where the document is found' }) }),
    ...(attachment && { 'Content-Disposition': z.string().meta({ description: 'The file name, as an attachment' }) }),
  });
}

/** The headers of an error. */
export function errorHeaders(status: number): z.ZodObject {
  return z.object({
    'X-Request-Id': requestId,
    ...limits,
    ...((status === 429 || status === 503) && { 'Retry-After': retryAfter }),
    ...(status === 401 && { 'WWW-Authenticate': z.string().meta({ description: 'Bearer' }) }),
  });
}

function count(description: string, id: string) {
  return z.int().min(0).optional().meta({ description, header: { id } });
}

function text(description: string, id: string) {
  return z.string().optional().meta({ description, header: { id } });
}
