import { z } from 'zod';
import { ANSWER_MODES } from '../answering/ask.ts';
import { usageSchema } from './answer-schema.ts';
import { citationSchema } from './citation-schema.ts';
import { documentIds, queryText } from './fields.ts';

const fields = {
  query: queryText,
  max_results: z
    .int()
    .min(1)
    .max(20)
    .default(3)
    .meta({ description: 'Passages that the answer may rest on', examples: [3] }),
  document_ids: documentIds,
  stream: z
    .boolean()
    .default(false)
    .meta({ description: 'Server-sent events instead of one body', examples: [false] }),
};
const options = z
  .strictObject({
    rewrite: z.boolean().default(true).meta({ description: 'Let a model word the question in other ways too' }),
    queries: z.int().min(1).max(5).default(3).meta({ description: 'Wordings searched for, the original included' }),
    rerank: z.boolean().default(true).meta({ description: 'Let a model order the passages' }),
  })
  .prefault({});

/** The input of a question. */
export const askInput = z.strictObject(fields);
export const enhancedAskInput = z.strictObject({ ...fields, options });

/** The events of a stream beside `done` and `error`. */
export const askEvents = {
  meta: z
    .strictObject({
      query_id: z.string(),
      request_id: z.string(),
      answer_mode: z.enum(ANSWER_MODES),
      model: z.string(),
    })
    .meta({ id: 'AnswerMeta' }),
  sources: z
    .strictObject({ citations: z.array(citationSchema).meta({ description: 'The passages that may be cited' }) })
    .meta({ id: 'AnswerSources' }),
  delta: z
    .strictObject({ text: z.string().meta({ description: 'The next piece of the answer' }) })
    .meta({ id: 'AnswerDelta' }),
  usage: usageSchema,
};
