import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Owner } from '../../limits/caller.ts';
import type { Chunk } from '../document.ts';
import type { ChunkVectors, EmbeddingJob, Lost } from '../ingest-queue.ts';
import { all, one, write } from './database.ts';
import { createDropPaidVectors } from './paid-vectors.ts';
import { createPassagesAt } from './passages-at.ts';

/** Completed, and with another model's vectors or none. Three ranges of an index, where `IS NOT` would read every row. */
const LACKING = `status = 'completed' AND (embedding_model IS NULL OR embedding_model < ?1 OR embedding_model > ?1)
  AND vectors_refused IS NOT ?1`;
/** Completed, and with vectors that this model gave before it changed. */
const OUTDATED = `status = 'completed' AND embedding_model = ?1 AND (embedding_dimensions < ?3 OR embedding_dimensions > ?3)
  AND vectors_refused IS NOT ?1`;

/** Held by nobody, and not waiting for room in a budget. */
const FREE = '(lease IS NULL OR leased_until <= ?2) AND coalesce(embedding_due, 0) <= ?2';

/** The owners by turns, from the one after ?4 on; of each the oldest document. */
const IN_TURN = 'ORDER BY owner <= ?4, owner, key LIMIT 1';

/** Whether there is anything to embed: see `PassageIndex.lacksVectors`. */
export function createLacksVectors(database: DatabaseSync) {
  const lacking = database.prepare(`SELECT 1 AS found FROM documents WHERE ${LACKING} LIMIT 1`);
  return (model: string): boolean => one(lacking, model) !== undefined;
}

/** What one row holds, about: rows are erased one at a time. */
const ROW_BYTES = 1024 * 1024;

/** Writes a document's vectors in place of those it had, in a transaction of the caller's. */
export function createWriteVectors(database: DatabaseSync) {
  const drop = database.prepare('DELETE FROM vectors WHERE document = ?');
  const dropPaid = createDropPaidVectors(database);
  const insert = database.prepare(
    'INSERT INTO vectors (document, position, model, dimensions, "values") VALUES (?, ?, ?, ?, ?)',
  );
  return function writeVectors(document: number, { model, dimensions, values }: ChunkVectors): void {
    drop.run(document);
    dropPaid(document);
    const chunks = Math.max(1, Math.floor(ROW_BYTES / (dimensions * values.BYTES_PER_ELEMENT)));
    for (let position = 0; position * dimensions < values.length; position += chunks) {
      const row = values.subarray(position * dimensions, (position + chunks) * dimensions);
      const bytes = new Uint8Array(row.buffer, row.byteOffset, row.byteLength);
      insert.run(document, position, model, dimensions, bytes);
    }
  };
}

/** A document that is being embedded: what its owner keeps, and what the vectors take that it has. */
type Held = { key: number; used: number; replaced: number };

/**
 * The documents that wait for vectors: see `IngestQueue`. They are found by their words meanwhile. `now` is the time that
 * leases count by, epoch ms.
 */
export function createEmbeddings(database: DatabaseSync, now: () => number, storageMaxBytes: number) {
  const passagesAt = createPassagesAt(database);
  const writeVectors = createWriteVectors(database);
  const dropPaid = createDropPaidVectors(database);
  const lacking = database.prepare(
    `SELECT key, owner, id, payer FROM documents WHERE ${LACKING} AND ${FREE} ${IN_TURN}`,
  );
  const outdated = database.prepare(
    `SELECT key, owner, id, payer FROM documents WHERE ${OUTDATED} AND ${FREE} ${IN_TURN}`,
  );
  const hold = database.prepare('UPDATE documents SET lease = ?, leased_until = ? WHERE key = ?');
  const positions = database.prepare('SELECT position FROM chunks WHERE document = ? ORDER BY position');
  const held = database.prepare(
    `SELECT documents.key, libraries.bytes AS used,
       (SELECT coalesce(sum(octet_length("values")), 0) FROM vectors WHERE document = documents.key) AS replaced
     FROM documents JOIN libraries USING (owner) WHERE owner = ? AND id = ? AND lease = ?`,
  );
  const finish = database.prepare(
    `UPDATE documents SET embedding_model = ?, embedding_dimensions = ?, kept = kept + ?, lease = NULL, leased_until = NULL,
     payer = NULL, embedding_due = NULL WHERE key = ?`,
  );
  const renew = database.prepare('UPDATE documents SET leased_until = ? WHERE key = ?');
  const release = database.prepare('UPDATE documents SET lease = NULL, leased_until = NULL WHERE key = ?');
  const giveUp = database.prepare(
    'UPDATE documents SET vectors_refused = ?, embedding_due = NULL, lease = NULL, leased_until = NULL WHERE key = ?',
  );

  const postpone = database.prepare(
    'UPDATE documents SET embedding_due = ?, lease = NULL, leased_until = NULL WHERE key = ?',
  );

  type Free = { key: number; owner: Owner; id: string; payer: string | null; hasOtherDimensions: boolean };
  const free = (model: string, dimensions: number | null, after: Owner | null): Free | null => {
    const first = one<Free>(lacking, model, now(), null, after);
    if (first) return { ...first, hasOtherDimensions: false };
    const next = one<Free>(outdated, model, now(), dimensions, after); // null is neither less nor more than any number
    return next ? { ...next, hasOtherDimensions: true } : null;
  };

  return {
    claimEmbedding(
      model: string,
      dimensions: number | null,
      leaseMs: number,
      after: Owner | null,
    ): EmbeddingJob | null {
      if (!free(model, dimensions, after)) return null; // who finds nothing takes no write lock
      return write(database, () => {
        const row = free(model, dimensions, after);
        if (!row) return null;
        const lease = randomUUID();
        hold.run(lease, now() + leaseMs, row.key);
        const { owner, id: documentId, payer, hasOtherDimensions } = row;
        return { owner, documentId, lease, chunks: chunksOf(row.key), payer, hasOtherDimensions };
      });
    },
    renewEmbedding(job: EmbeddingJob, leaseMs: number): 'held' | Lost {
      return ofHolder(job, ({ key }) => {
        renew.run(now() + leaseMs, key);
        return 'held';
      });
    },
    embed(job: EmbeddingJob, vectors: ChunkVectors): 'embedded' | 'over_quota' | Lost {
      return ofHolder(job, ({ key, used, replaced }) => {
        const growth = vectors.values.byteLength - replaced;
        if (used + growth > storageMaxBytes) {
          giveUp.run(vectors.model, key);
          dropPaid(key);
          return 'over_quota';
        }
        writeVectors(key, vectors);
        finish.run(vectors.model, vectors.dimensions, growth, key);
        return 'embedded';
      });
    },
    releaseEmbedding(job: EmbeddingJob): 'released' | Lost {
      return ofHolder(job, ({ key }) => {
        release.run(key);
        return 'released';
      });
    },
    postponeEmbedding(job: EmbeddingJob, afterMs: number): 'recorded' | Lost {
      return ofHolder(job, ({ key }) => {
        postpone.run(now() + afterMs, key);
        return 'recorded';
      });
    },
    refuseEmbedding(job: EmbeddingJob, model: string): 'recorded' | Lost {
      return ofHolder(job, ({ key }) => {
        giveUp.run(model, key);
        dropPaid(key);
        return 'recorded';
      });
    },
  };

  function ofHolder<O>({ owner, documentId, lease }: EmbeddingJob, work: (held: Held) => O): O | Lost {
    return write(database, () => {
      const row = one<Held>(held, owner, documentId, lease);
      return row ? work(row) : 'lost';
    });
  }

  function chunksOf(document: number): Chunk[] {
    return passagesAt(all<{ position: number }>(positions, document).map(({ position }) => ({ document, position })));
  }
}
