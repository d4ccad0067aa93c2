import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from './eventually.ts';
import type { Service } from './service.ts';

export type UploadAnswer = { status: number; headers: Headers; body: Record<string, unknown> };

/** Uploads bytes under a name and reads the answer, whatever it is. */
export async function uploadBytes(
  { url }: Pick<Service, 'url'>,
  filename: string,
  bytes: Buffer | string,
  { wait = 0, headers = {} }: { wait?: number; headers?: Record<string, string> } = {},
): Promise<UploadAnswer> {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(Buffer.from(bytes))]), filename);
  const response = await fetch(`${url}/api/v1/documents/upload?wait=${wait}`, { method: 'POST', body: form, headers });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}

export type DocumentBody = {
  document_id: string;
  filename: string;
  status: string;
  error: { code: string; message: string } | null;
  message: string;
  pages: number | null;
  chars: number | null;
  chunk_count: number | null;
};

/** The document once it is completed or failed. @throws Error if it is neither after `withinMs`. */
export async function finalDocument(
  { url }: Pick<Service, 'url'>,
  id: string,
  { withinMs = 90_000 } = {},
): Promise<DocumentBody> {
  const read = async () => (await (await fetch(`${url}/api/v1/documents/${id}`)).json()) as DocumentBody;
  return eventually(read, isFinal, { withinMs });
}

/** Whether nothing more will become of a document. */
export function isFinal({ status }: DocumentBody): boolean {
  return status === 'completed' || status === 'failed';
}

/** The whole extracted text of a short document. */
export async function textOf({ url }: Pick<Service, 'url'>, id: string): Promise<string> {
  const response = await fetch(`${url}/api/v1/documents/${id}/text`);
  return ((await response.json()) as { text: string }).text;
}

/** The temporary files of uploads under way. */
export async function filesUnderWay({ dataDir }: Pick<Service, 'dataDir'>): Promise<string[]> {
  const entries = await readdir(join(dataDir, 'tmp'), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}
