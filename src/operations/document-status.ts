import { z } from 'zod';
import { documentSchema, documentView } from './document-view.ts';
import { documentId, unknownDocument } from './fields.ts';
import type { Operation } from './operation.ts';

const input = z.strictObject({ document_id: documentId });

export const documentStatus = {
  name: 'document_status',
  summary: 'Tells where the ingestion of a document stands',
  policy: 'default',
  input,
  output: documentSchema,
  errors: ['not_found'],
  async run({ documents, caller, embeddingModel }, { document_id }) {
    const document = await documents.get(caller.owner, document_id);
    if (!document) throw unknownDocument();
    return documentView(document, embeddingModel);
  },
} as const satisfies Operation<typeof input, typeof documentSchema>;
