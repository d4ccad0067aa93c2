import { randomUUID } from 'node:crypto';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { IngestErrorCode, Status } from '../document.ts';
import type { Job, Lost } from '../ingest-queue.ts';
import { all, one, write } from './database.ts';
import { type Turns, UNFINISHED } from './turns.ts';

const FREE = 'worker = NULL, lease = NULL, leased_until = NULL';
const QUEUED = `status = 'queued', progress = 0, ${FREE}`;
const OF_JOB = 'WHERE owner = ? AND id = ? AND lease = ?';

/** What made the first attempt fail gets so long to pass, the next one twice as long. */
const RETRY_MS = 500;

/** The queue of unfinished documents: see `IngestQueue`. `now` is the time that leases count by, epoch ms. */
export function createQueue(database: DatabaseSync, turns: Turns, now: () => number) {
  const free = database.prepare(
    `SELECT key FROM documents WHERE ${UNFINISHED} AND coalesce(leased_until, 0) <= ? LIMIT 1`,
  );
  const hold = database.prepare(
    'UPDATE documents SET worker = ?, lease = ?, claimed_at = ?, leased_until = ?, attempts = attempts + 1 WHERE key = ?',
  );
  const held = database.prepare(`SELECT key FROM documents ${OF_JOB}`);
  const heldBy = database.prepare(`SELECT key FROM documents WHERE ${UNFINISHED} AND worker = ?`);
  const step = database.prepare('UPDATE documents SET status = ?, progress = ?, leased_until = ? WHERE key = ?');
  const requeue = database.prepare(
    `UPDATE documents SET status = 'queued', progress = 0, worker = NULL, lease = NULL, leased_until = ? WHERE key = ?`,
  ); // nobody's until then
  const fail = database.prepare(
    `UPDATE documents SET status = 'failed', ${FREE}, error_code = ?, error_message = ? WHERE key = ?`,
  );
  const handBack = database.prepare(`UPDATE documents SET ${QUEUED}, attempts = attempts - ? WHERE key = ?`);
  const holders = database.prepare(`SELECT DISTINCT worker FROM documents WHERE ${UNFINISHED} AND lease IS NOT NULL`);

  const change = <O extends string>(outcome: O, job: Job, statement: StatementSync, ...values: SQLInputValue[]) =>
    write(database, (): O | Lost => {
      const row = one<{ key: number }>(held, job.owner, job.documentId, job.lease);
      if (!row) return 'lost';
      if (statement !== step) turns.end(row.key);
      statement.run(...values, row.key);
      return outcome;
    });

  return {
    claim(worker: string, leaseMs: number): Job | null {
      if (!one(free, now())) return null; // an idle worker looks without taking the write lock
      return write(database, () => {
        const row = turns.next();
        if (!row) return null;
        const lease = randomUUID();
        hold.run(worker, lease, now(), now() + leaseMs, row.key);
        const { owner, id: documentId, media_type: mediaType, bytes, attempts, payer } = row;
        return { owner, documentId, mediaType, bytes, attempts, payer, lease };
      });
    },
    advance(job: Job, { status, progress, leaseMs }: { status: Status; progress: number; leaseMs: number }) {
      return change('held', job, step, status, progress, now() + leaseMs);
    },
    fail(job: Job, { retry, code, message }: { code: IngestErrorCode; message: string; retry: boolean }) {
      if (retry) return change('recorded', job, requeue, now() + RETRY_MS * 2 ** job.attempts);
      return change('recorded', job, fail, code, message);
    },
    release(job: Job) {
      return change('released', job, handBack, 1);
    },
    holders(): string[] {
      return all<{ worker: string }>(holders).map(({ worker }) => worker);
    },
    releaseAll(worker: string, { died }: { died: boolean }): 'released' {
      return write(database, () => {
        for (const { key } of all<{ key: number }>(heldBy, worker)) {
          turns.end(key);
          handBack.run(died ? 0 : 1, key);
        }
        return 'released';
      });
    },
  };
}
