import { Readable } from 'node:stream';
import { z } from 'zod';
import { STATUSES } from '../../documents/document.ts';
import type { DocumentStore } from '../../documents/document-store.ts';
import type { Ingestion } from '../../documents/ingestion.ts';
import { AppError } from '../../errors.ts';
import { documentBody } from '../document-body.ts';
import { query, wholeNumber } from '../query.ts';
import type { Route } from '../route.ts';

export type DocumentDeps = {
  store: Pick<DocumentStore, 'get' | 'list' | 'text' | 'original' | 'remove'>;
  ingestion: Pick<Ingestion, 'cancel'>;
};

/** UTF-16 code units that one call returns at most. */
const SLICE_MAX_CHARS = 100_000;

const listQuery = {
  limit: wholeNumber(1, 200).default(50),
  cursor: z.string({ error: 'must be given once' }).optional(),
  status: z.enum(STATUSES, { error: `must be one of ${STATUSES.join(', ')}` }).optional(),
};
const textQuery = { start: wholeNumber(0).default(0), end: wholeNumber(0).optional() };

/** The caller's own documents: another owner's are unknown here, and answer like one that never was. */
export function documentRoutes({ store, ingestion }: DocumentDeps): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/v1/documents',
      policy: 'default',
      async handle(ctx) {
        const { limit, cursor = null, status = null } = query(ctx, listQuery);
        const { documents, nextCursor, total } = await store.list(ctx.state.caller.owner, { limit, cursor, status });
        ctx.body = { documents: documents.map(documentBody), next_cursor: nextCursor, total };
      },
    },
    {
      method: 'GET',
      path: '/api/v1/documents/{id}',
      policy: 'default',
      async handle(ctx, { id = '' }) {
        ctx.body = documentBody((await store.get(ctx.state.caller.owner, id)) ?? unknown());
      },
    },
    {
      method: 'GET',
      path: '/api/v1/documents/{id}/text',
      policy: 'default',
      async handle(ctx, { id = '' }) {
        const { start, end = start + SLICE_MAX_CHARS } = query(ctx, textQuery);
        if (start > end) throw startAboveEnd();
        const last = Math.min(end, start + SLICE_MAX_CHARS);
        const slice = await store.text(ctx.state.caller.owner, id, start, last);
        if (!slice) throw new AppError('not_found', 'There is no such document, or it has no text yet.');
        ctx.body = { text: slice.text, start: slice.start, end: slice.end, total_chars: slice.totalChars };
      },
    },
    {
      method: 'GET',
      path: '/api/v1/documents/{id}/file',
      policy: 'default',
      async handle(ctx, { id = '' }) {
        const { document, bytes } = (await store.original(ctx.state.caller.owner, id)) ?? unknown();
        ctx.attachment(document.filename);
        ctx.set('X-Content-Type-Options', 'nosniff');
        ctx.type = document.mediaType;
        ctx.length = document.bytes;
        ctx.body = Readable.from(bytes, { objectMode: false, highWaterMark: 0 });
      },
    },
    {
      method: 'DELETE',
      path: '/api/v1/documents/{id}',
      policy: 'default',
      async handle(ctx, { id = '' }) {
        const removed = await store.remove(ctx.state.caller.owner, id);
        if (!removed) unknown();
        ingestion.cancel(id);
        ctx.status = 204;
      },
    },
  ];
}

function unknown(): never {
  throw new AppError('not_found', 'There is no such document.');
}

function startAboveEnd(): AppError {
  const message = 'must not be above end';
  return new AppError('invalid_request', `start: ${message}`, { extra: { details: [{ path: 'start', message }] } });
}
