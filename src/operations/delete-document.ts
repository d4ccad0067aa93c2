import { z } from 'zod';
import { answered } from '../documents/store-failure.ts';
import { documentId, unknownDocument } from './fields.ts';
import type { Operation } from './operation.ts';

const input = z.strictObject({ document_id: documentId });
const output = z.undefined();

export const deleteDocument = {
  name: 'delete_document',
  summary: 'Deletes a document with its text, index entries, vectors and file, and cancels its ingestion',
  policy: 'default',
  input,
  output,
  errors: ['not_found'],
  async run({ documents, ingestion, caller }, { document_id }) {
    if (answered(await documents.remove(caller.owner, document_id)) === 'unknown') throw unknownDocument();
    ingestion.cancel(document_id);
  },
} as const satisfies Operation<typeof input, typeof output>;
