import type { Owner } from '../limits/caller.ts';
import type { Document, IngestErrorCode, MediaType, Status } from './document.ts';
import { readScannedPages } from './scanned-pages.ts';

/** A row of `documents`, as every engine names its columns. */
export type DocumentRow = {
  id: string;
  owner: Owner;
  filename: string;
  bytes: number;
  sha256: string;
  media_type: MediaType;
  status: Status;
  progress: number;
  error_code: IngestErrorCode | null;
  error_message: string | null;
  pages: number | null;
  /** See scanned-pages.ts. */
  scanned_pages: string | null;
  chars: number | null;
  chunk_count: number | null;
  term_count: number | null;
  embedding_model: string | null;
  vectors_refused: string | null;
  payer: string | null;
  embedding_due: number | null;
  /** Of engines that many processes share. */
  object_key?: string | null;
  created_at: number;
  attempts: number;
  /** 0: nothing is kept of it but this row. */
  kept: number;
};

export function documentOf(row: DocumentRow): Document {
  const { error_code: code, error_message: message } = row;
  return {
    id: row.id,
    owner: row.owner,
    filename: row.filename,
    bytes: row.bytes,
    sha256: row.sha256,
    mediaType: row.media_type,
    status: row.status,
    progress: row.progress,
    error: code === null ? null : { code, message: message ?? '' },
    pages: row.pages,
    scannedPages: readScannedPages(row.scanned_pages),
    chars: row.chars,
    chunkCount: row.chunk_count,
    embeddingModel: row.embedding_model,
    vectorsRefusedBy: row.vectors_refused,
    isOverBudget: row.embedding_due !== null,
    objectKey: row.object_key ?? null,
    createdAt: new Date(row.created_at).toISOString(),
  };
}
