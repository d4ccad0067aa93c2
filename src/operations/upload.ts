import { z } from 'zod';
import { admissionError } from '../documents/admission-error.ts';
import { detectMediaType } from '../documents/detect-media-type.ts';
import { MEDIA_TYPE_NAMES, MEDIA_TYPES } from '../documents/document.ts';
import type { Admitted } from '../documents/documents.ts';
import { answered } from '../documents/store-failure.ts';
import { AppError } from '../errors.ts';
import { conversionHint } from './conversion-hint.ts';
import { uploadSchema, uploadView } from './document-view.ts';
import { wholeNumber } from './fields.ts';
import type { Operation } from './operation.ts';
import type { Scope } from './scope.ts';

/** A file while it arrives. */
export type IncomingFile = { readonly filename: string; readonly pieces: AsyncIterable<Uint8Array> };
/** Hands the file to `receive` once it begins to arrive; rejects only after `receive` has settled. */
export type FileSource = <T>(receive: (file: IncomingFile) => Promise<T>) => Promise<T>;

const WAIT_MAX_SECONDS = 30;

const input = z.strictObject({
  wait: wholeNumber(0, WAIT_MAX_SECONDS)
    .default(0)
    .meta({ description: 'Seconds to wait for the end of ingestion', examples: [10] }),
  file: z.custom<FileSource>().meta({ description: `The file: ${Object.keys(MEDIA_TYPES).join(', ')}` }),
});

export const upload = {
  name: 'upload',
  summary: 'Takes one file in, durably, and ingests it; four at a time of one caller, each at 8 KB/s or more',
  policy: 'upload',
  input,
  output: uploadSchema,
  errors: [
    'invalid_request',
    'empty_file',
    'unsupported_media_type',
    'payload_too_large',
    'malformed_upload',
    'quota_exceeded',
  ],
  async run(scope, { wait, file }) {
    const { outcome, document: admitted } = await admit(scope, file);
    if (outcome !== 'duplicate') scope.ingestion.wake();
    const { owner, id } = admitted;
    const settled = wait > 0 ? await scope.ingestion.settled(owner, id, wait * 1000, scope.stopping) : null;
    return uploadView(settled ?? admitted, outcome === 'duplicate'); // as admitted, if somebody deleted it meanwhile
  },
} as const satisfies Operation<typeof input, typeof uploadSchema>;

async function admit({ documents, uploads, caller }: Scope, source: FileSource): Promise<Admitted> {
  await using held = new AsyncDisposableStack();
  const received = await source(async ({ filename, pieces }) => {
    const file = held.use(await uploads.create(caller.key));
    return { filename, path: file.path, ...(await file.write(pieces)) };
  });
  if (received.bytes === 0) throw new AppError('empty_file', 'The file is empty.');
  const mediaType = await detectMediaType(received.path, received.filename);
  if (!mediaType) throw unsupported(received.filename);
  const admission = answered(await documents.admit(caller.owner, { ...received, mediaType, payer: caller.key }));
  if ('document' in admission) return admission;
  throw admissionError(admission);
}

function unsupported(filename: string): AppError {
  const formats = new Intl.ListFormat('en-GB').format(Object.values(MEDIA_TYPE_NAMES));
  return new AppError('unsupported_media_type', `The file is none of ${formats}. ${conversionHint(filename)}`);
}
