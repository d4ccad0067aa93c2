import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Upload } from '../../src/documents/documents.ts';
import { joinProcesses } from '../../src/documents/processes.ts';
import { fileLocks } from '../../src/documents/sqlite/file-locks.ts';
import { createUploadFolder, type UploadFolder } from '../../src/documents/upload-folder.ts';

/** Writes a text into `folder` as a finished upload. */
export async function uploadFile(folder: string, text: string, filename = 'a.txt'): Promise<Upload> {
  const path = join(folder, randomUUID());
  await writeFile(path, text);
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { path, filename, bytes: Buffer.byteLength(text), sha256, mediaType: 'text/plain', payer: 'ip:192.0.2.1' };
}

/** A folder for uploads that goes when it is disposed of. */
export async function uploadsIn(): Promise<AsyncDisposable & Pick<UploadFolder, 'create'>> {
  const folder = await mkdtemp(join(tmpdir(), 'docent-test-'));
  const processes = await joinProcesses(folder, fileLocks);
  const uploads = await createUploadFolder({ dataDir: folder, processes });
  return {
    create: (key) => uploads.create(key),
    async [Symbol.asyncDispose]() {
      await uploads.close();
      await processes.close();
      await rm(folder, { recursive: true });
    },
  };
}
