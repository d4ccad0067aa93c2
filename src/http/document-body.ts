import type { Document, Status } from '../documents/document.ts';

/** What every answer about a document says of it. */
function common(document: Document) {
  return {
    document_id: document.id,
    filename: document.filename,
    status: document.status,
    progress: document.progress,
    message: messageOf(document),
    bytes: document.bytes,
    sha256: document.sha256,
    media_type: document.mediaType,
    status_url: statusUrl(document),
    created_at: document.createdAt,
  };
}

/** The body of `GET /documents/{id}`, and of each entry of the list. */
export function documentBody(document: Document) {
  return {
    ...common(document),
    pages: document.pages,
    chars: document.chars,
    chunk_count: document.chunkCount,
    error: document.error,
    embedding_model: document.embeddingModel,
  };
}

/** The body of an upload's answer. */
export function uploadBody(document: Document, { duplicate }: { duplicate: boolean }) {
  return { ...common(document), duplicate };
}

export function statusUrl({ id }: Pick<Document, 'id'>): string {
  return `/api/v1/documents/${id}`;
}

const MESSAGES: Readonly<Record<Status, string>> = {
  queued: 'Queued for processing',
  extracting: 'Reading the text',
  chunking: 'Cutting the text into passages',
  embedding: 'Computing embeddings',
  indexing: 'Writing the index',
  completed: 'Processed; it can be asked about now',
  failed: 'Processing failed',
};

function messageOf({ status, error }: Document): string {
  return error ? `${MESSAGES[status]}: ${error.message}` : MESSAGES[status];
}
