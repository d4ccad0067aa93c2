import type { Document } from '../../documents/document.ts';
import type { DocumentStore, Upload } from '../../documents/document-store.ts';
import type { Ingestion } from '../../documents/ingestion.ts';
import { detectMediaType } from '../../documents/media-type.ts';
import type { UploadFolder } from '../../documents/upload-folder.ts';
import { AppError } from '../../errors.ts';
import { statusUrl, uploadBody } from '../document-body.ts';
import { filePart } from '../multipart.ts';
import { query, wholeNumber } from '../query.ts';
import type { Route } from '../route.ts';
import type { Context } from '../state.ts';

export type UploadDeps = {
  store: Pick<DocumentStore, 'admit'>;
  ingestion: Pick<Ingestion, 'wake' | 'settled'>;
  uploads: Pick<UploadFolder, 'create'>;
  /** Largest file, bytes. */
  uploadMaxBytes: number;
  /** Aborted when the service is asked to stop: it ends every wait. */
  stopping: AbortSignal;
};

const WAIT_MAX_SECONDS = 30;

/** Takes a file in, durably, and answers at once or when it has been ingested. */
export function uploadRoutes({ store, ingestion, uploads, uploadMaxBytes, stopping }: UploadDeps): Route[] {
  return [
    {
      method: 'POST',
      path: '/api/v1/documents/upload',
      policy: 'upload',
      async handle(ctx) {
        const { wait } = query(ctx, { wait: wholeNumber(0, WAIT_MAX_SECONDS).default(0) });
        const { outcome, document: admitted } = await admit(ctx);
        if (outcome !== 'duplicate') ingestion.wake();
        const document = wait > 0 ? await settled(admitted, wait * 1000) : admitted;
        const duplicate = outcome === 'duplicate';
        ctx.status = duplicate ? 200 : document.status === 'completed' ? 201 : 202;
        ctx.set('Location', statusUrl(document));
        ctx.body = uploadBody(document, { duplicate });
      },
    },
  ];

  async function admit(ctx: Context) {
    await using file = await uploads.create();
    const upload = await filePart(ctx, uploadMaxBytes, async ({ filename, pieces }) => ({
      filename,
      path: file.path,
      ...(await file.write(pieces)),
    }));
    return await store.admit(ctx.state.caller.owner, await typed(upload)); // awaited: the file goes when this ends
  }

  /** As it stands after the wait; as it was admitted if somebody deleted it meanwhile. */
  async function settled(document: Document, waitMs: number): Promise<Document> {
    return (await ingestion.settled(document.owner, document.id, waitMs, stopping)) ?? document;
  }
}

async function typed(upload: Omit<Upload, 'mediaType'>): Promise<Upload> {
  if (upload.bytes === 0) throw new AppError('empty_file', 'The file is empty.');
  const mediaType = await detectMediaType(upload.path, upload.filename);
  if (mediaType) return { ...upload, mediaType };
  const message = 'The file is none of PDF, Word (docx), HTML, Markdown, CSV and plain text in UTF-8.';
  throw new AppError('unsupported_media_type', message);
}
