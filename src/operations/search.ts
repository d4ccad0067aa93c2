import { z } from 'zod';
import { citationView } from './answer-view.ts';
import { citationSchema } from './citation-schema.ts';
import { documentIds, queryText } from './fields.ts';
import type { Operation } from './operation.ts';

const input = z.strictObject({
  query: queryText,
  max_results: z
    .int()
    .min(1)
    .max(20)
    .default(10)
    .meta({ description: 'Passages at most', examples: [10] }),
  document_ids: documentIds,
});
const output = z
  .strictObject({
    passages: z.array(citationSchema).meta({ description: 'Best first' }),
    request_id: z.string().meta({ examples: ['e0c1ad3b-8e0f-4b7e-9a58-6f8f2f0a7c11'] }),
  })
  .meta({ id: 'Passages' });

export const search = {
  name: 'search',
  summary: 'Finds the passages that bear on a question; no language model is called',
  policy: 'query',
  input,
  output,
  errors: ['invalid_request', 'not_found'],
  async run({ searchPassages, caller, requestId, signal }, { query, max_results, document_ids }) {
    const passages = await searchPassages({
      owner: caller.owner,
      payer: caller.key,
      query: query.toWellFormed(),
      maxResults: max_results,
      documentIds: document_ids,
      signal,
    });
    return { passages: passages.map(citationView), request_id: requestId };
  },
} as const satisfies Operation<typeof input, typeof output>;
