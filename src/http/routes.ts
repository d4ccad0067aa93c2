import type { z } from 'zod';
import { ask, askEnhanced } from '../operations/ask.ts';
import { deleteDocument } from '../operations/delete-document.ts';
import { documentStatus } from '../operations/document-status.ts';
import { listDocuments } from '../operations/list-documents.ts';
import type { Operation, StreamedOperation } from '../operations/operation.ts';
import { readOriginal } from '../operations/read-original.ts';
import { readText } from '../operations/read-text.ts';
import { search } from '../operations/search.ts';
import { upload } from '../operations/upload.ts';
import { usage } from '../operations/usage.ts';
import type { Route } from './state.ts';

/** How an operation is reached over HTTP. */
export type OperationRoute = Pick<Route, 'method' | 'path'> & {
  readonly operation: Operation | StreamedOperation;
  /** Where the fields come from that are not in the path; `form`: the file from a form, the others from the query. */
  readonly input: 'query' | 'json' | 'form';
  /** Every status of success, and when it is given. */
  readonly statuses: Readonly<Record<number, string>>;
  /** Which of several statuses an output has. */
  readonly statusOf?: (output: never) => number;
  /** Where the answer says that its subject is found. */
  readonly location?: (output: never) => string;
  /** The body: the output as JSON, the bytes of a file, or nothing. */
  readonly body: 'json' | 'file' | 'none';
};

type UploadOutput = z.output<typeof upload.output>;

/** The one table: router, limits, metric labels, OpenAPI and the README are made from it. */
export const operationRoutes = [
  {
    method: 'POST',
    path: '/api/v1/documents/upload',
    operation: upload,
    input: 'form',
    statuses: { 200: 'It was there already', 201: 'Ingested within `wait`', 202: 'Accepted; ingestion goes on' },
    statusOf: ({ duplicate, status }: UploadOutput) => (duplicate ? 200 : status === 'completed' ? 201 : 202),
    location: ({ status_url }: UploadOutput) => status_url,
    body: 'json',
  },
  get('/api/v1/documents', listDocuments, 'A page of documents'),
  get('/api/v1/documents/{id}', documentStatus, 'The document'),
  {
    method: 'DELETE',
    path: '/api/v1/documents/{id}',
    operation: deleteDocument,
    input: 'query',
    statuses: { 204: 'It is gone, out of every file' },
    body: 'none',
  },
  get('/api/v1/documents/{id}/text', readText, 'The slice'),
  { ...get('/api/v1/documents/{id}/file', readOriginal, 'The bytes, as an attachment'), body: 'file' },
  post('/api/v1/query', ask, 'The answer'),
  post('/api/v1/query/enhanced', askEnhanced, 'The answer'),
  post('/api/v1/search', search, 'The passages'),
  get('/api/v1/usage', usage, 'What is left'),
] as const satisfies readonly OperationRoute[];

function get(path: string, operation: Operation, gives: string) {
  return { method: 'GET', path, operation, input: 'query', statuses: { 200: gives }, body: 'json' } as const;
}

function post(path: string, operation: Operation | StreamedOperation, gives: string) {
  return { method: 'POST', path, operation, input: 'json', statuses: { 200: gives }, body: 'json' } as const;
}
