import { createHash, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Upload } from '../../src/documents/documents.ts';

/** Writes a text into `folder` as a finished upload. */
export async function uploadFile(folder: string, text: string, filename = 'a.txt'): Promise<Upload> {
  const path = join(folder, randomUUID());
  await writeFile(path, text);
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { path, filename, bytes: Buffer.byteLength(text), sha256, mediaType: 'text/plain', payer: 'ip:192.0.2.1' };
}
