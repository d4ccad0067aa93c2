import { randomUUID } from 'node:crypto';
import type { Owner } from '../../limits/caller.ts';
import type { ChunkVectors, EmbeddingJob, Lost } from '../ingest-queue.ts';
import { SERVICE } from '../threaded-store.ts';
import type { Database, Session } from './database.ts';
import { addBytes, inLibrary } from './library.ts';
import { dropPaidVectors } from './paid-vectors.ts';
import { type PassageRow, passageOf, READ_PASSAGES } from './read-passages.ts';
import { writeVectors } from './write-vectors.ts';

/** Completed, and with another model's vectors or none. Ranges of an index, where IS DISTINCT FROM would read every row. */
const LACKING = `status = 'completed' AND (embedding_model IS NULL OR embedding_model < $1 OR embedding_model > $1)
  AND vectors_refused IS DISTINCT FROM $1`;
/** Completed, and with vectors that this model gave before it changed. */
const OUTDATED = `status = 'completed' AND embedding_model = $1 AND (embedding_dimensions < $3 OR embedding_dimensions > $3)
  AND vectors_refused IS DISTINCT FROM $1`;
/** Held by nobody, and not waiting for room in a budget. */
const FREE = '(lease IS NULL OR leased_until <= now_ms()) AND coalesce(embedding_due, 0) <= now_ms()';
/** The owners by turns, from the one after $2 on; of each the oldest document. */
const NEXT = (which: string) =>
  `SELECT owner, number, id, payer FROM documents WHERE ${which} AND ${FREE}
   ORDER BY owner <= $2, owner, created_at LIMIT 1 FOR UPDATE SKIP LOCKED`;
const LACKS = `SELECT FROM documents WHERE ${LACKING} LIMIT 1`;
const HOLD = 'UPDATE documents SET lease = $3, leased_until = now_ms() + $4 WHERE owner = $1 AND number = $2';
const POSITIONS = 'SELECT "position" FROM chunks WHERE owner = $1 AND document = $2 ORDER BY "position"';
const HELD = `SELECT number, (SELECT coalesce(sum(octet_length("values")), 0)::bigint FROM vectors v
  WHERE v.owner = $1 AND v.document = documents.number) AS replaced
  FROM documents WHERE owner = $1 AND id = $2 AND lease = $3 FOR UPDATE`;
const FREED = 'lease = NULL, leased_until = NULL';
const OF_DOCUMENT = 'WHERE owner = $1 AND number = $2';
const FINISH = `UPDATE documents SET embedding_model = $3, embedding_dimensions = $4, kept = kept + $5, ${FREED},
  payer = NULL, embedding_due = NULL ${OF_DOCUMENT}`;
const RENEW = `UPDATE documents SET leased_until = now_ms() + $3 ${OF_DOCUMENT}`;
const RELEASE = `UPDATE documents SET ${FREED} ${OF_DOCUMENT}`;
const POSTPONE = `UPDATE documents SET embedding_due = now_ms() + $3, ${FREED} ${OF_DOCUMENT}`;
const GIVE_UP = `UPDATE documents SET vectors_refused = $3, embedding_due = NULL, ${FREED} ${OF_DOCUMENT}`;

/** A document that is being embedded: what its owner keeps, and what the vectors take that it has. */
type Held = { number: number; replaced: number };
type Free = { owner: Owner; number: number; id: string; payer: string | null };

/** The documents that wait for vectors: see `IngestQueue`. They are found by their words meanwhile. */
export function createEmbeddings(database: Database, { storageMaxBytes }: { storageMaxBytes: number }) {
  const ofHolder = async <O extends string>(
    { owner, documentId, lease }: EmbeddingJob,
    work: (session: Session, held: Held, used: number) => Promise<O>,
  ): Promise<O | Lost> => {
    const outcome = await inLibrary(database, { owner, caller: SERVICE }, async (session, { bytes }) => {
      const held = await session.one<Held>(HELD, [owner, documentId, lease]);
      return held ? work(session, held, bytes) : 'lost';
    });
    return outcome ?? 'lost';
  };
  const ending = <O extends string>(job: EmbeddingJob, outcome: O, text: string, ...values: unknown[]) =>
    ofHolder(job, async (session, { number }) => {
      await session.all(text, [job.owner, number, ...values]);
      return outcome;
    });

  return {
    claimEmbedding(
      model: string,
      dimensions: number | null,
      leaseMs: number,
      after: Owner | null,
    ): Promise<EmbeddingJob | null> {
      return database.write(SERVICE, async (session) => {
        const lacking = await session.one<Free>(NEXT(LACKING), [model, after]);
        const free = lacking ?? (await session.one<Free>(NEXT(OUTDATED), [model, after, dimensions]));
        if (!free) return null;
        const lease = randomUUID();
        await session.all(HOLD, [free.owner, free.number, lease, leaseMs]);
        const { owner, id: documentId, payer } = free;
        return { owner, documentId, lease, payer, hasOtherDimensions: !lacking, chunks: await chunksOf(session, free) };
      });
    },
    embed(job: EmbeddingJob, vectors: ChunkVectors): Promise<'embedded' | 'over_quota' | Lost> {
      const { owner } = job;
      return ofHolder(job, async (session, { number, replaced }, used) => {
        const growth = vectors.values.byteLength - replaced;
        if (used + growth > storageMaxBytes) {
          await session.all(GIVE_UP, [owner, number, vectors.model]);
          await dropPaidVectors(session, owner, number);
          return 'over_quota';
        }
        await writeVectors(session, owner, number, vectors);
        await session.all(FINISH, [owner, number, vectors.model, vectors.dimensions, growth]);
        await addBytes(session, owner, growth);
        return 'embedded';
      });
    },
    renewEmbedding: (job: EmbeddingJob, leaseMs: number) => ending(job, 'held', RENEW, leaseMs),
    releaseEmbedding: (job: EmbeddingJob) => ending(job, 'released', RELEASE),
    postponeEmbedding: (job: EmbeddingJob, afterMs: number) => ending(job, 'recorded', POSTPONE, afterMs),
    refuseEmbedding: (job: EmbeddingJob, model: string) =>
      ofHolder(job, async (session, { number }) => {
        await session.all(GIVE_UP, [job.owner, number, model]);
        await dropPaidVectors(session, job.owner, number);
        return 'recorded';
      }),
    async lacksVectors(model: string): Promise<boolean> {
      return (await database.read(SERVICE, LACKS, [model])).length > 0;
    },
  };
}

async function chunksOf(session: Session, { owner, number }: Free) {
  const positions = (await session.all<{ position: number }>(POSITIONS, [owner, number])).map((row) => row.position);
  const rows = await session.all<PassageRow>(READ_PASSAGES, [owner, positions.map(() => number), positions]);
  return rows.map(passageOf);
}
