import type { DatabaseSync } from 'node:sqlite';
import { type DocumentPostings, documentPostings, segmentOf, termsOf } from '../index/postings.ts';
import type { Content, Job, Lost } from '../ingest-queue.ts';
import { keptBytes } from '../kept-bytes.ts';
import { quotaMessage } from '../quota-message.ts';
import { writeScannedPages } from '../scanned-pages.ts';
import { textParts } from '../text-parts.ts';
import { one, write } from './database.ts';
import { createWriteVectors } from './embeddings.ts';
import { createEndOverQuota } from './end-over-quota.ts';
import type { Eraser } from './eraser.ts';
import type { DocumentKey } from './find-document.ts';
import { createDropPaidVectors } from './paid-vectors.ts';
import { createPostingShard } from './posting-shard.ts';
import type { RequireRoom } from './require-room.ts';
import { sealText } from './sealing.ts';
import type { Secrets } from './secrets.ts';
import { numberTerms, writeNumbers } from './term-numbers.ts';
import type { Turns } from './turns.ts';

/** Terms of one batch of `document_terms`: erasing one touches so many places of the index at most. */
const TERMS_A_BATCH = 100;

/** `others`: bytes that the owner's other documents take. */
type Held = DocumentKey & { library: number; librarySecret: Uint8Array; bytes: number; others: number };
type Completion = 'completed' | Lost | 'over_quota';

type CompletionDeps = {
  turns: Turns;
  secrets: Secrets;
  requireRoom: RequireRoom;
  eraser: Eraser;
  storageMaxBytes: number;
  now: () => number;
};

/** See `IngestQueue.complete`. */
export function createCompletion(
  database: DatabaseSync,
  { turns, secrets, requireRoom, eraser, storageMaxBytes, now }: CompletionDeps,
) {
  const postingShard = createPostingShard(database);
  const held = database.prepare(
    `SELECT found.key, found.secret, libraries.key AS library, libraries.secret AS librarySecret, found.bytes,
       libraries.bytes - kept AS others
     FROM readable_documents AS found JOIN libraries USING (owner) WHERE owner = ? AND id = ? AND lease = ?`,
  );
  const insertText = database.prepare('INSERT INTO text_parts (document, start, text) VALUES (?, ?, ?)');
  const insertChunk = database.prepare(
    'INSERT INTO chunks (document, position, start, "end", page) VALUES (?, ?, ?, ?, ?)',
  );
  const insertTerms = database.prepare('INSERT INTO document_terms (document, n, terms) VALUES (?, ?, ?)');
  const addPostings = database.prepare(
    `INSERT INTO postings (library, term, shelf, entries) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET entries = CAST(entries || excluded.entries AS BLOB)`,
  );
  const writeVectors = createWriteVectors(database);
  const dropPaid = createDropPaidVectors(database);
  const finish = database.prepare(
    `UPDATE documents SET status = 'completed', progress = 100, pages = ?, scanned_pages = ?, chars = ?, chunk_count = ?, term_count = ?,
     embedding_model = ?, embedding_dimensions = ?, vectors_refused = ?, shelf = ?, kept = ?, payer = ?, embedding_due = ?, worker = NULL, lease = NULL, leased_until = NULL WHERE key = ?`,
  );
  const grow = database.prepare(
    'UPDATE libraries SET completed = completed + 1, chunks = chunks + ?, terms = terms + ? WHERE key = ?',
  );
  const endOverQuota = createEndOverQuota(database, secrets);

  function keep(
    document: Held,
    { extract, chunks, vectors, vectorsRefusedBy }: Content,
    postings: DocumentPostings,
  ): number {
    const { key, secret, library } = document;
    for (const { start, text } of textParts(extract.text)) insertText.run(key, start, sealText(secret, start, text));
    for (const { position, start, end, page } of chunks) insertChunk.run(key, position, start, end, page);
    const shard = postingShard(library, chunks.length);
    const terms = termsByNumber(document.librarySecret, [...postings.terms()]);
    const numbers = Float64Array.from(terms.keys()).sort(); // neighbours in the index are written together
    for (const number of numbers)
      addPostings.run(library, number, shard, segmentOf(key, postings.get(terms.get(number)!)!));
    for (let n = 0; n * TERMS_A_BATCH < numbers.length; n++)
      insertTerms.run(key, n, writeNumbers(numbers.subarray(n * TERMS_A_BATCH, (n + 1) * TERMS_A_BATCH)));
    if (vectors) writeVectors(key, vectors);
    if (vectorsRefusedBy) dropPaid(key);
    return shard;
  }

  return function complete(job: Job, content: Content): Completion | Promise<Completion> {
    const { extract, chunks, terms, vectors, vectorsRefusedBy = null, vectorsDue } = content;
    requireRoom(Buffer.byteLength(extract.text) + (vectors?.values.byteLength ?? 0));
    const postings = documentPostings(terms); // before the lock is taken
    const madeBytes = keptBytes(content, postings);
    const termCount = terms.reduce((sum, joined) => sum + termsOf(joined).length, 0);
    let gone: number | null = null;
    const completion = write(database, (): Completion => {
      const document = one<Held>(held, job.owner, job.documentId, job.lease);
      if (!document) return 'lost';
      const { key, library, bytes, others } = document;
      turns.end(key);
      if (others + bytes + madeBytes > storageMaxBytes) {
        endOverQuota(key, library, quotaMessage(storageMaxBytes));
        gone = key;
        return 'over_quota';
      }
      const shard = keep(document, content, postings);
      const { model = null, dimensions = null } = vectors ?? {};
      const pages = [extract.pageStarts.length || null, writeScannedPages(extract)];
      const figures = [...pages, extract.text.length, chunks.length, termCount];
      const due = vectorsDue?.afterMs === undefined ? null : now() + vectorsDue.afterMs;
      const kept = bytes + madeBytes;
      finish.run(...figures, model, dimensions, vectorsRefusedBy, shard, kept, vectorsDue?.payer ?? null, due, key);
      grow.run(chunks.length, termCount, library);
      return 'completed';
    });
    return gone === null ? completion : eraser.erase(gone).then(() => completion);
  };
}

function termsByNumber(librarySecret: Uint8Array, terms: readonly string[]): Map<number, string> {
  const numbers = numberTerms(librarySecret, terms);
  return new Map(terms.map((term, at) => [numbers[at]!, term]));
}
