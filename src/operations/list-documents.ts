import { z } from 'zod';
import { STATUSES } from '../documents/document.ts';
import { AppError } from '../errors.ts';
import { documentSchema, documentView } from './document-view.ts';
import { wholeNumber } from './fields.ts';
import type { Operation } from './operation.ts';

const input = z.strictObject({
  limit: wholeNumber(1, 200)
    .default(50)
    .meta({ description: 'Documents of one page', examples: [50] }),
  cursor: z
    .string({ error: 'must be given once' })
    .optional()
    .meta({ description: '`next_cursor` of the page before' }),
  status: z
    .enum(STATUSES, { error: `must be one of ${STATUSES.join(', ')}` })
    .optional()
    .meta({ description: 'Only documents that stand there', examples: ['completed'] }),
});
const output = z
  .strictObject({
    documents: z.array(documentSchema),
    next_cursor: z
      .string()
      .nullable()
      .meta({ description: 'Null: this is the last page', examples: [null] }),
    total: z
      .int()
      .min(0)
      .meta({ description: 'Documents over all pages', examples: [1] }),
  })
  .meta({ id: 'DocumentPage' });

export const listDocuments = {
  name: 'list_documents',
  summary: "Lists the caller's documents, newest first",
  policy: 'default',
  input,
  output,
  errors: ['invalid_request'],
  async run({ documents, caller, embeddingModel }, { limit, cursor = null, status = null }) {
    const page = await documents.list(caller.owner, { limit, cursor, status });
    if (page === 'foreign_cursor') throw foreignCursor();
    return {
      documents: page.documents.map((each) => documentView(each, embeddingModel)),
      next_cursor: page.nextCursor,
      total: page.total,
    };
  },
} as const satisfies Operation<typeof input, typeof output>;

function foreignCursor(): AppError {
  const message = 'is not a cursor of this list; start again without one';
  return new AppError('invalid_request', `cursor: ${message}`, { extra: { details: [{ path: 'cursor', message }] } });
}
