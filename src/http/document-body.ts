import type { Document, Status } from '../documents/document.ts';

const MESSAGES: Readonly<Record<Exclude<Status, 'failed'>, string>> = {
  queued: 'Queued for processing',
  extracting: 'Reading the file',
  chunking: 'Cutting the text into passages',
  embedding: 'Computing embeddings',
  indexing: 'Indexing the passages',
  completed: 'Ready to be asked',
};

/** A document as every answer shows it. */
export function documentBody(document: Document) {
  return {
    document_id: document.id,
    filename: document.filename,
    status: document.status,
    progress: document.progress,
    message: document.status === 'failed' ? (document.error?.message ?? 'Failed') : MESSAGES[document.status],
    bytes: document.bytes,
    sha256: document.sha256,
    media_type: document.mediaType,
    pages: document.pages,
    chars: document.chars,
    chunk_count: document.chunkCount,
    error: document.error,
    embedding_model: document.embeddingModel,
    status_url: `/api/v1/documents/${document.id}`,
    created_at: document.createdAt,
  };
}
