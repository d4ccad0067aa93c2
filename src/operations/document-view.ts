import { z } from 'zod';
import { type Document, INGEST_ERROR_CODES, MEDIA_TYPES, STATUSES, type Status } from '../documents/document.ts';

const EXAMPLE_ID = 'doc_0b7e4d6f2c914a55a3a1f0c7d2e98b64';

/** What every answer about a document says of it. */
const common = {
  document_id: z.string().meta({ examples: [EXAMPLE_ID] }),
  filename: z.string().meta({ examples: ['q3.pdf'] }),
  status: z.enum(STATUSES).meta({ description: '`completed` and `failed` are final', examples: ['completed'] }),
  progress: z
    .int()
    .min(0)
    .max(100)
    .meta({ examples: [100] }),
  message: z.string().meta({ description: 'The status in words', examples: ['Processed; it can be asked about now'] }),
  bytes: z
    .int()
    .min(0)
    .meta({ examples: [1_880_483] }),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .meta({ examples: ['9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'] }),
  media_type: z.enum(MEDIA_TYPES).meta({ examples: [MEDIA_TYPES.pdf] }),
  status_url: z.string().meta({ examples: [`/api/v1/documents/${EXAMPLE_ID}`] }),
  created_at: z.iso.datetime().meta({ examples: ['2026-11-23T09:30:00.000Z'] }),
};

export const documentSchema = z
  .strictObject({
    ...common,
    pages: figure('Pages, of a format that has pages').meta({ examples: [12] }),
    pages_without_text: z.array(z.int().min(1)).meta({
      description: 'Numbers of the pages that hold no text and could not be read; `message` names them, too',
      examples: [[]],
    }),
    chars: figure('UTF-16 code units of the text').meta({ examples: [30_412] }),
    chunk_count: figure('Passages that the text was cut into').meta({ examples: [41] }),
    error: z
      .strictObject({ code: z.enum(INGEST_ERROR_CODES), message: z.string() })
      .nullable()
      .meta({ description: 'Why the document could not be read', examples: [null] }),
    embedding_model: z
      .string()
      .nullable()
      .meta({ description: 'Model of its vectors', examples: [null] }),
    embedding: z
      .enum(['pending', 'completed', 'failed', 'budget_exhausted'])
      .nullable()
      .meta({ description: 'Its vectors of the configured model; null where none is configured', examples: [null] }),
  })
  .meta({ id: 'Document' });

export const uploadSchema = z
  .strictObject({
    ...common,
    duplicate: z.boolean().meta({
      description: 'The same bytes under the same name were there already',
      examples: [false],
    }),
  })
  .meta({ id: 'Upload' });

/** A document as its callers see it. `embeddingModel` is the configured one, if any. */
export function documentView(document: Document, embeddingModel: string | null): z.input<typeof documentSchema> {
  return {
    ...commonView(document),
    pages: document.pages,
    pages_without_text: [...document.scannedPages.unread],
    chars: document.chars,
    chunk_count: document.chunkCount,
    error: document.error,
    embedding_model: document.embeddingModel,
    embedding: embeddingState(document, embeddingModel),
  };
}

/** A document that the model refuses is found by its words alone. */
function embeddingState({ status, embeddingModel, vectorsRefusedBy, isOverBudget }: Document, model: string | null) {
  if (model === null || status === 'failed') return null;
  if (embeddingModel === model) return 'completed';
  if (vectorsRefusedBy === model) return 'failed';
  return isOverBudget ? 'budget_exhausted' : 'pending';
}

/** A document as the caller sees it who has just uploaded it. */
export function uploadView(document: Document, duplicate: boolean): z.input<typeof uploadSchema> {
  return { ...commonView(document), duplicate };
}

function commonView(document: Document) {
  return {
    document_id: document.id,
    filename: document.filename,
    status: document.status,
    progress: document.progress,
    message: messageOf(document),
    bytes: document.bytes,
    sha256: document.sha256,
    media_type: document.mediaType,
    status_url: `/api/v1/documents/${document.id}`,
    created_at: document.createdAt,
  };
}

const NAMED_PAGES_MAX = 20;

const MESSAGES: Readonly<Record<Status, string>> = {
  queued: 'Queued for processing',
  extracting: 'Reading the text',
  chunking: 'Cutting the text into passages',
  embedding: 'Computing embeddings',
  indexing: 'Writing the index',
  completed: 'Processed; it can be asked about now',
  failed: 'Processing failed',
};

function messageOf({ status, error, scannedPages }: Document): string {
  if (error) return `${MESSAGES[status]}: ${error.message}`;
  const { unread } = scannedPages;
  return unread.length > 0 ? `${MESSAGES[status]}. ${withoutText(unread)}` : MESSAGES[status];
}

/** Named as far as that can be read at once. */
function withoutText(pages: readonly number[]): string {
  const named = pages.slice(0, NAMED_PAGES_MAX).join(', ');
  const more = pages.length > NAMED_PAGES_MAX ? ` and ${pages.length - NAMED_PAGES_MAX} more` : '';
  return pages.length === 1 ? `Page ${named} holds no text` : `Pages ${named}${more} hold no text`;
}

function figure(meaning: string) {
  return z.int().min(0).nullable().describe(`${meaning}; null until it is known`);
}
