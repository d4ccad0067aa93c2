import { z } from 'zod';
import { AppError } from '../errors.ts';
import { documentId, wholeNumber } from './fields.ts';
import type { Operation } from './operation.ts';

/** UTF-16 code units that one call returns at most. */
const SLICE_MAX_CHARS = 100_000;

const input = z.strictObject({
  document_id: documentId,
  start: wholeNumber(0)
    .default(0)
    .meta({ description: 'First UTF-16 code unit of the slice', examples: [0] }),
  end: wholeNumber(0)
    .optional()
    .meta({
      description: `End of the slice, exclusive; at most ${SLICE_MAX_CHARS} units behind start`,
      examples: [104],
    }),
});
const output = z
  .strictObject({
    text: z.string().meta({ examples: ['The French and Indian War (1754–1763) was fought in North America.'] }),
    start: z
      .int()
      .min(0)
      .meta({ examples: [0] }),
    end: z
      .int()
      .min(0)
      .meta({ examples: [66] }),
    total_chars: z
      .int()
      .min(0)
      .meta({ description: 'Length of the whole text', examples: [66] }),
  })
  .meta({ id: 'TextSlice' });

export const readText = {
  name: 'read_text',
  summary: 'Reads a slice of a document’s text, by UTF-16 offsets, as citations name it',
  policy: 'default',
  input,
  output,
  errors: ['invalid_request', 'not_found'],
  async run({ documents, caller }, { document_id, start, end = start + SLICE_MAX_CHARS }) {
    if (start > end) throw startAboveEnd();
    const slice = await documents.text(caller.owner, document_id, start, Math.min(end, start + SLICE_MAX_CHARS));
    if (!slice) throw new AppError('not_found', 'There is no such document, or it has no text yet.');
    return { text: slice.text, start: slice.start, end: slice.end, total_chars: slice.totalChars };
  },
} as const satisfies Operation<typeof input, typeof output>;

function startAboveEnd(): AppError {
  const message = 'must not be above end';
  return new AppError('invalid_request', `start: ${message}`, { extra: { details: [{ path: 'start', message }] } });
}
