import { randomUUID } from 'node:crypto';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { IngestErrorCode, Status } from '../document.ts';
import type { Job } from '../document-store.ts';
import { all, one, write } from './database.ts';
import type { DocumentRow } from './rows.ts';

const UNFINISHED = "status NOT IN ('completed', 'failed')";
const FREE = 'worker = NULL, lease = NULL, leased_until = NULL';
const QUEUED = `status = 'queued', progress = 0, ${FREE}`;
const OF_JOB = 'WHERE owner = ? AND id = ? AND lease = ?';

/** What made the first attempt fail gets so long to pass, the next one twice as long. */
const RETRY_MS = 500;

/** The queue of unfinished documents: see `DocumentStore`. `now` is the time that leases count by, epoch ms. */
export function createQueue(database: DatabaseSync, now: () => number) {
  const free = database.prepare(
    `SELECT * FROM documents WHERE ${UNFINISHED} AND coalesce(leased_until, 0) <= ? ORDER BY key LIMIT 1`,
  );
  const hold = database.prepare(
    'UPDATE documents SET worker = ?, lease = ?, leased_until = ?, attempts = attempts + 1 WHERE key = ?',
  );
  const step = database.prepare(`UPDATE documents SET status = ?, progress = ?, leased_until = ? ${OF_JOB}`);
  const retry = database.prepare(
    `UPDATE documents SET status = 'queued', progress = 0, worker = NULL, lease = NULL, leased_until = ? ${OF_JOB}`, // nobody's until then
  );
  const end = database.prepare(
    `UPDATE documents SET status = 'failed', ${FREE}, error_code = ?, error_message = ? ${OF_JOB}`,
  );
  const handBack = database.prepare(`UPDATE documents SET ${QUEUED}, attempts = attempts - 1 ${OF_JOB}`);
  const holders = database.prepare(`SELECT DISTINCT worker FROM documents WHERE ${UNFINISHED} AND lease IS NOT NULL`);
  const handAllBack = database.prepare(`UPDATE documents SET ${QUEUED} WHERE ${UNFINISHED} AND worker = ?`);

  const change = (statement: StatementSync, ...values: SQLInputValue[]) =>
    write(database, () => Number(statement.run(...values).changes) > 0);

  return {
    claim(worker: string, leaseMs: number): Job | null {
      if (!one(free, now())) return null; // an idle worker looks without taking the write lock
      return write(database, () => {
        const row = one<DocumentRow>(free, now());
        if (!row) return null;
        const lease = randomUUID();
        hold.run(worker, lease, now() + leaseMs, row.key);
        const { owner, id: documentId, media_type: mediaType, bytes, attempts } = row;
        return { owner, documentId, mediaType, bytes, attempts, lease };
      });
    },
    advance(job: Job, { status, progress, leaseMs }: { status: Status; progress: number; leaseMs: number }): boolean {
      return change(step, status, progress, now() + leaseMs, ...ofJob(job));
    },
    fail(job: Job, failure: { code: IngestErrorCode; message: string; retry: boolean }): boolean {
      if (failure.retry) return change(retry, now() + RETRY_MS * 2 ** job.attempts, ...ofJob(job));
      return change(end, failure.code, failure.message, ...ofJob(job));
    },
    release(job: Job): void {
      change(handBack, ...ofJob(job));
    },
    holders(): string[] {
      return all<{ worker: string }>(holders).map(({ worker }) => worker);
    },
    releaseAll(worker: string): void {
      change(handAllBack, worker);
    },
  };
}

function ofJob({ owner, documentId, lease }: Job): string[] {
  return [owner, documentId, lease];
}
