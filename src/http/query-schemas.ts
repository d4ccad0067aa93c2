import { z } from 'zod';

const query = z
  .string()
  .max(2000, 'must have at most 2000 characters')
  .refine((text) => text.trim() !== '', 'must not be blank')
  .describe('The question, 1–2,000 characters');

const fields = {
  query,
  max_results: z.int().min(1).max(20).default(3).describe('Passages that the answer may rest on'),
  document_ids: z.array(z.string()).max(100).nullable().default(null).describe('Null asks the whole library'),
  stream: z.boolean().default(false).describe('Server-sent events instead of one body'),
};

export const querySchema = z.strictObject(fields);

const options = z.strictObject({
  rewrite: z.boolean().default(true).describe('Let a model word the question in other ways too'),
  queries: z.int().min(1).max(5).default(3).describe('Wordings searched for, the original included'),
  rerank: z.boolean().default(true).describe('Let a model order the passages'),
});

export const enhancedQuerySchema = z.strictObject({ ...fields, options: options.prefault({}) });
