import { z } from 'zod';
import { MEDIA_TYPES } from '../documents/document.ts';
import { documentId, unknownDocument } from './fields.ts';
import type { Operation } from './operation.ts';

const input = z.strictObject({ document_id: documentId });
/** A file on its way out. Reading on fails once the document is deleted. */
const output = z.strictObject({
  filename: z.string(),
  mediaType: z.enum(MEDIA_TYPES),
  bytes: z.int().min(0),
  pieces: z.custom<AsyncIterable<Uint8Array>>(),
});
export type OriginalFile = z.output<typeof output>;

export const readOriginal = {
  name: 'read_original',
  summary: 'Returns the uploaded bytes',
  policy: 'default',
  input,
  output,
  errors: ['not_found'],
  async run({ originals, caller }, { document_id }) {
    const original = await originals.read(caller.owner, document_id);
    if (!original) throw unknownDocument();
    const { filename, mediaType, bytes } = original.document;
    return { filename, mediaType, bytes, pieces: original.bytes };
  },
} as const satisfies Operation<typeof input, typeof output>;
