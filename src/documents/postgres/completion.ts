import { type DocumentPostings, documentPostings, segmentOf, termsOf } from '../index/postings.ts';
import type { Content, Job, Lost } from '../ingest-queue.ts';
import { keptBytes } from '../kept-bytes.ts';
import { quotaMessage } from '../quota-message.ts';
import { writeScannedPages } from '../scanned-pages.ts';
import { textParts } from '../text-parts.ts';
import { SERVICE } from '../threaded-store.ts';
import type { Database, Session } from './database.ts';
import { addBytes, inLibrary, type Library } from './library.ts';
import { letGo } from './loose-objects.ts';
import { dropPaidVectors } from './paid-vectors.ts';
import { nextShard } from './posting-shard.ts';
import { TEXT_PART_UNITS } from './read-passages.ts';
import { endTurn } from './turns.ts';
import { writeVectors } from './write-vectors.ts';

/** Rows of one statement. */
const ROWS = 1000;

const HELD =
  'SELECT number, bytes, kept, object_key FROM documents WHERE owner = $1 AND id = $2 AND lease = $3 FOR UPDATE';
const INSERT_TEXT =
  'INSERT INTO text_parts (owner, document, start, text) SELECT $1, $2, * FROM unnest($3::int[], $4::text[])';
const INSERT_CHUNKS = `INSERT INTO chunks (owner, document, "position", start, "end", page)
  SELECT $1, $2, * FROM unnest($3::int[], $4::int[], $5::int[], $6::int[])`;
const INSERT_TERMS = 'INSERT INTO document_terms (owner, document, terms) VALUES ($1, $2, $3)';
const ADD_POSTINGS = `INSERT INTO postings (owner, term, shard, entries) SELECT $1, term, $2, entries
  FROM unnest($3::text[], $4::bytea[]) AS added (term, entries)
  ON CONFLICT (owner, term, shard) DO UPDATE SET entries = postings.entries || excluded.entries`;
const FINISH = `UPDATE documents SET status = 'completed', progress = 100, pages = $3, chars = $4, chunk_count = $5,
  term_count = $6, embedding_model = $7, embedding_dimensions = $8, vectors_refused = $9, shard = $10, kept = $11, payer = $12,
  embedding_due = now_ms() + $13, scanned_pages = $14, worker = NULL, lease = NULL, leased_until = NULL WHERE owner = $1 AND number = $2`;
const GROW =
  'UPDATE libraries SET completed = completed + 1, chunks = chunks + $2, terms = terms + $3 WHERE owner = $1';
const END_OVER_QUOTA = `UPDATE documents SET status = 'failed', error_code = 'quota_exceeded', error_message = $3, kept = 0, object_key = NULL,
  worker = NULL, lease = NULL, leased_until = NULL WHERE owner = $1 AND number = $2`;
const DROP_FILE = 'DELETE FROM file_parts WHERE owner = $1 AND document = $2';

type Held = { number: number; bytes: number; kept: number; object_key: string | null };
type Completion = 'completed' | 'over_quota';

/** See `IngestQueue.complete`. */
export function createCompletion(database: Database, { storageMaxBytes }: { storageMaxBytes: number }) {
  return async function complete(job: Job, content: Content): Promise<Completion | Lost> {
    const { owner, documentId, lease } = job;
    const postings = documentPostings(content.terms); // before the lock is taken
    const madeBytes = keptBytes(content, postings);
    const completion = await inLibrary(
      database,
      { owner, caller: SERVICE },
      async (session, library): Promise<Completion | Lost> => {
        const held = await session.one<Held>(HELD, [owner, documentId, lease]);
        if (!held) return 'lost';
        const { number, bytes, kept, object_key } = held;
        if (library.bytes - kept + bytes + madeBytes > storageMaxBytes) {
          await endTurn(session, owner, number);
          await session.all(END_OVER_QUOTA, [owner, number, quotaMessage(storageMaxBytes)]);
          await session.all(DROP_FILE, [owner, number]);
          if (object_key !== null) await letGo(session, owner, object_key, documentId);
          await addBytes(session, owner, -kept);
          return 'over_quota';
        }
        await keep(session, { job, number, library, kept: bytes + madeBytes }, content, postings);
        await addBytes(session, owner, bytes + madeBytes - kept);
        return 'completed';
      },
    );
    return completion ?? 'lost';
  };
}

type Kept = { job: Job; number: number; library: Library; kept: number };

async function keep(
  session: Session,
  { job: { owner }, number, library, kept }: Kept,
  { extract, chunks, terms, vectors, vectorsRefusedBy, vectorsDue }: Content,
  postings: DocumentPostings,
): Promise<void> {
  const shard = await nextShard(session, owner, library, chunks.length);
  for (const parts of batches([...textParts(extract.text, TEXT_PART_UNITS)]))
    await session.all(INSERT_TEXT, [owner, number, parts.map((part) => part.start), parts.map((part) => part.text)]);
  for (const some of batches(chunks)) {
    const columns = (['position', 'start', 'end', 'page'] as const).map((column) => some.map((each) => each[column]));
    await session.all(INSERT_CHUNKS, [owner, number, ...columns]);
  }
  const ordered = [...postings.terms()].sort(); // neighbours in the index are written together
  await session.all(INSERT_TERMS, [owner, number, ordered.join(' ')]);
  for (const some of batches(ordered))
    await session.all(ADD_POSTINGS, [owner, shard, some, some.map((term) => entryOf(number, postings, term))]);
  if (vectors) await writeVectors(session, owner, number, vectors);
  if (vectorsRefusedBy) await dropPaidVectors(session, owner, number);
  const termCount = terms.reduce((sum, joined) => sum + termsOf(joined).length, 0);
  const { model = null, dimensions = null } = vectors ?? {};
  const figures = [extract.pageStarts.length || null, extract.text.length, chunks.length, termCount];
  const due = [vectorsDue?.payer ?? null, vectorsDue?.afterMs ?? null];
  await endTurn(session, owner, number); // as late as may be: nothing of the owner's can be claimed from here on
  await session.all(FINISH, [
    owner,
    number,
    ...figures,
    model,
    dimensions,
    vectorsRefusedBy ?? null,
    shard,
    kept,
    ...due,
    writeScannedPages(extract),
  ]);
  await session.all(GROW, [owner, chunks.length, termCount]);
}

function entryOf(number: number, postings: DocumentPostings, term: string): Buffer {
  return Buffer.from(segmentOf(number, postings.get(term)!));
}

function* batches<T>(values: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < values.length; from += ROWS) yield values.slice(from, from + ROWS);
}
