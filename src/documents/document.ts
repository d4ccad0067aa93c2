import type { Owner } from '../limits/caller.ts';

/** Where a document stands. `queued` and the steps up to `indexing` are unfinished; the last two are final. */
export const STATUSES = ['queued', 'extracting', 'chunking', 'embedding', 'indexing', 'completed', 'failed'] as const;
export type Status = (typeof STATUSES)[number];

/** Each has its rows where the compiler asks for them: recognition, parser, expected size, name. Labels and OpenAPI follow. */
export const MEDIA_TYPES = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  odt: 'application/vnd.oasis.opendocument.text',
  epub: 'application/epub+zip',
  rtf: 'application/rtf',
  eml: 'message/rfc822',
  html: 'text/html',
  md: 'text/markdown',
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  json: 'application/json',
  txt: 'text/plain',
} as const;
export type MediaType = (typeof MEDIA_TYPES)[keyof typeof MEDIA_TYPES];

/** As a message to a caller calls them. */
export const MEDIA_TYPE_NAMES: Readonly<Record<MediaType, string>> = {
  'application/pdf': 'PDF',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'Word (docx)',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'PowerPoint (pptx)',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'Excel (xlsx)',
  'application/vnd.oasis.opendocument.text': 'OpenDocument text (odt)',
  'application/epub+zip': 'EPUB',
  'application/rtf': 'Rich Text (rtf)',
  'message/rfc822': 'e-mail (eml)',
  'text/html': 'HTML',
  'text/markdown': 'Markdown',
  'text/csv': 'CSV',
  'text/tab-separated-values': 'TSV',
  'application/json': 'JSON',
  'text/plain': 'plain text',
};

/** Why a document ended `failed`. Stable: callers branch on them. */
export const INGEST_ERROR_CODES = [
  'password_protected',
  'corrupt_file',
  'parse_limit_exceeded',
  'no_text',
  'quota_exceeded',
  'internal',
] as const;
export type IngestErrorCode = (typeof INGEST_ERROR_CODES)[number];

/** One uploaded file and what became of it. Offsets and `chars` count UTF-16 code units of the extracted text. */
export type Document = {
  readonly id: string;
  readonly owner: Owner;
  readonly filename: string;
  readonly bytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  readonly mediaType: MediaType;
  readonly status: Status;
  /** 0–100. */
  readonly progress: number;
  readonly error: { readonly code: IngestErrorCode; readonly message: string } | null;
  /** Pages of a paged format, else null; null too until extracted. */
  readonly pages: number | null;
  readonly scannedPages: ScannedPages;
  readonly chars: number | null;
  readonly chunkCount: number | null;
  readonly embeddingModel: string | null;
  /** The model that refuses to embed it; null: none has. */
  readonly vectorsRefusedBy: string | null;
  /** Its vectors wait for room in a budget. */
  readonly isOverBudget: boolean;
  /** Where its original lies in the object store; null: in the database. */
  readonly objectKey: string | null;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
};

/** A passage of a document's text: `text === documentText.slice(start, end)`. */
export type Chunk = {
  /** 0-based place in the document. */
  readonly position: number;
  readonly start: number;
  readonly end: number;
  /** 1-based page on which the chunk starts, null where the format has none. */
  readonly page: number | null;
  readonly text: string;
};

/** Numbers of pages that hold no text, ascending: those that were left out, and those whose picture was read. */
export type ScannedPages = { readonly unread: readonly number[]; readonly byOcr: readonly number[] };

/**
 * What a parser makes of a file. `pageStarts[i]` is the offset in `text` at which page i + 1 begins; empty if unpaged.
 * Without `scannedPages` every page has text of its own.
 */
export type Extract = {
  readonly text: string;
  readonly pageStarts: readonly number[];
  readonly scannedPages?: ScannedPages;
};
