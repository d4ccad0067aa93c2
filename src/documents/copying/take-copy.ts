import { randomUUID } from 'node:crypto';
import { AppError } from '../../errors.ts';
import { terms } from '../../text/words.ts';
import type { Document } from '../document.ts';
import type { DocumentStore } from '../document-store.ts';
import { COPY_LEASE_MS } from '../documents.ts';
import type { Content, Job } from '../ingest-queue.ts';
import { answered } from '../store-failure.ts';
import type { UploadFolder } from '../upload-folder.ts';
import type { DocumentCopy } from './copying.ts';

/**
 * What became of a copy. `there`: the document is in the store already. `as_other`: the owner has the same file under another
 * id. `without_file`: its original is not kept, as of one that failed for want of room, so that there is nothing to take. `gone`: it was deleted while it was
 * read, so that its bytes are not those that it names.
 */
export type Taken = 'taken' | 'there' | 'as_other' | 'without_file' | 'gone';

type TakeDeps = { store: Pick<DocumentStore, 'documents' | 'ingestQueue'>; uploads: Pick<UploadFolder, 'create'> };

/**
 * Takes copies into a store: same id, same age, same file, text and passages; the index is made anew, by the rules of this
 * version. One that is not completed yet is left in the queue. Whoever dies in the middle leaves a document that workers
 * finish from its file, or that the next run finds there.
 */
export function createTakeCopy({ store: { documents, ingestQueue }, uploads }: TakeDeps) {
  return async function takeCopy({ document, parts, text, bytes }: DocumentCopy): Promise<Taken> {
    const { owner, id, filename, mediaType, status } = document;
    if (await documents.get(owner, id)) return 'there';
    if (!bytes) return 'without_file';
    await using file = await uploads.create(owner);
    const received = await file.write(bytes).catch((failure) => {
      if (failure instanceof AppError && failure.code === 'not_found') return null;
      throw failure;
    });
    if (received?.sha256 !== document.sha256) return 'gone';
    const isFinal = status === 'completed' || status === 'failed';
    const lease = isFinal ? randomUUID() : null;
    const as = { id, createdAt: Date.parse(document.createdAt), lease };
    const payer = parts.payer ?? owner;
    const admitted = answered(
      await documents.admit(owner, { ...received, path: file.path, filename, mediaType, payer, as }),
    );
    if (!('document' in admitted)) throw new Error(`${id} was refused: ${admitted.outcome}`);
    if (admitted.document.id !== id) return 'as_other';
    if (lease === null) return 'taken';
    const job: Job = { owner, documentId: id, mediaType, bytes: received.bytes, payer, lease, attempts: 0 };
    const outcome =
      text === null ? await fail(job, document) : await ingestQueue.complete(job, contentOf({ document, parts, text }));
    answered(outcome);
    if (outcome === 'over_quota') throw new Error(`${id} was refused: over_quota`);
    return 'taken';
  };

  async function fail(job: Job, { progress, error }: Document): Promise<unknown> {
    await ingestQueue.advance(job, { status: 'extracting', progress, leaseMs: COPY_LEASE_MS });
    return ingestQueue.fail(job, { code: error?.code ?? 'internal', message: error?.message ?? '', retry: false });
  }
}

function contentOf({ document, parts, text }: Pick<DocumentCopy, 'document' | 'parts'> & { text: string }): Content {
  const { chunks, vectors, payer, dueMs } = parts;
  const whole = chunks.map((chunk) => ({ ...chunk, text: text.slice(chunk.start, chunk.end) }));
  return {
    extract: {
      text,
      pageStarts: new Array<number>(document.pages ?? 0).fill(0), // of which their number alone is kept
      scannedPages: document.scannedPages,
    },
    chunks: whole,
    terms: whole.map((chunk) => terms(chunk.text).join(' ')),
    vectors,
    ...(document.vectorsRefusedBy !== null && { vectorsRefusedBy: document.vectorsRefusedBy }),
    ...(payer !== null && { vectorsDue: { payer, ...(dueMs !== null && { afterMs: dueMs }) } }),
  };
}
