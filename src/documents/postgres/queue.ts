import { randomUUID } from 'node:crypto';
import { setTimeout as after } from 'node:timers/promises';
import type { Owner } from '../../limits/caller.ts';
import type { IngestErrorCode, Status } from '../document.ts';
import type { Job, Lost } from '../ingest-queue.ts';
import { SERVICE } from '../threaded-store.ts';
import type { Database, Session } from './database.ts';
import { addBytes, inLibrary } from './library.ts';
import { endTurn, FREE_EXISTS, nextTurn, UNFINISHED } from './turns.ts';

const RELEASED = 'worker = NULL, lease = NULL, leased_until = NULL';
const OF_DOCUMENT = 'WHERE owner = $1 AND number = $2';

const HOLD = `UPDATE documents SET worker = $3, lease = $4, claimed_at = now_ms(), leased_until = now_ms() + $5,
  attempts = attempts + 1 ${OF_DOCUMENT}`;
const HELD = 'SELECT number, bytes, kept FROM documents WHERE owner = $1 AND id = $2 AND lease = $3 FOR UPDATE';
const ADVANCE = `UPDATE documents SET status = $4, progress = $5, leased_until = now_ms() + $6
  WHERE owner = $1 AND id = $2 AND lease = $3 RETURNING number`;
/** Nobody's for a while. */
const REQUEUE = `UPDATE documents SET status = 'queued', progress = 0, worker = NULL, lease = NULL, leased_until = now_ms() + $3 ${OF_DOCUMENT}`;
const FAIL = `UPDATE documents SET status = 'failed', ${RELEASED}, kept = bytes, error_code = $3, error_message = $4 ${OF_DOCUMENT}`;
const HAND_BACK = `UPDATE documents SET status = 'queued', progress = 0, ${RELEASED}, attempts = attempts - $3 ${OF_DOCUMENT}`;
const HELD_BY = `SELECT owner, number FROM documents WHERE ${UNFINISHED} AND worker = $1 FOR UPDATE`;
const HOLDERS = `SELECT DISTINCT worker FROM documents WHERE ${UNFINISHED} AND lease IS NOT NULL`;

/** What made the first attempt fail gets so long to pass, the next one twice as long. */
const RETRY_MS = 500;
/** How often it looks again where all that waits is in the hands of others who claim at this moment. */
const CLAIM_TRIES = 20;
const CLAIM_PAUSE_MS = 20;

type Held = { number: number; bytes: number; kept: number };

/** The queue of unfinished documents: see `IngestQueue`. */
export function createQueue(database: Database) {
  let claiming: Promise<unknown> = Promise.resolve();
  const ofHolder = async <O extends string>(job: Job, work: (session: Session, held: Held) => Promise<O>) => {
    const { owner, documentId, lease } = job;
    const outcome = await inLibrary(database, { owner, caller: SERVICE }, async (session): Promise<O | Lost> => {
      const held = await session.one<Held>(HELD, [owner, documentId, lease]);
      if (!held) return 'lost';
      await endTurn(session, owner, held.number);
      return work(session, held);
    });
    return outcome ?? 'lost';
  };

  return {
    /** The lanes of one process claim one after the other: at once they would only pass each other's documents over. */
    claim(worker: string, leaseMs: number): Promise<Job | null> {
      const claimed = claiming.then(() => claim(database, worker, leaseMs));
      claiming = claimed.catch(() => {});
      return claimed;
    },
    async advance(job: Job, { status, progress, leaseMs }: { status: Status; progress: number; leaseMs: number }) {
      const values = [job.owner, job.documentId, job.lease, status, progress, leaseMs];
      const held = await database.write(SERVICE, (session) => session.one(ADVANCE, values));
      return held ? 'held' : 'lost';
    },
    fail(job: Job, { retry, code, message }: { code: IngestErrorCode; message: string; retry: boolean }) {
      const { owner, attempts } = job;
      return ofHolder<'recorded'>(job, async (session, { number, bytes, kept }) => {
        if (retry) await session.all(REQUEUE, [owner, number, RETRY_MS * 2 ** attempts]);
        else {
          await session.all(FAIL, [owner, number, code, message]);
          await addBytes(session, owner, bytes - kept);
        }
        return 'recorded';
      });
    },
    release(job: Job) {
      return ofHolder<'released'>(job, async (session, { number }) => {
        await session.all(HAND_BACK, [job.owner, number, 1]);
        return 'released';
      });
    },
    async holders(): Promise<string[]> {
      return (await database.read<{ worker: string }>(SERVICE, HOLDERS)).map(({ worker }) => worker);
    },
    releaseAll(worker: string, { died }: { died: boolean }) {
      return database.write<'released'>(SERVICE, async (session) => {
        for (const { owner, number } of await session.all<{ owner: Owner; number: number }>(HELD_BY, [worker])) {
          await endTurn(session, owner, number);
          await session.all(HAND_BACK, [owner, number, died ? 0 : 1]);
        }
        return 'released';
      });
    },
  };
}

async function claim(database: Database, worker: string, leaseMs: number): Promise<Job | null> {
  for (let tries = 1; tries <= CLAIM_TRIES; tries++) {
    const [free] = await database.read(SERVICE, FREE_EXISTS);
    if (!free) return null;
    const job = await database.write(SERVICE, (session) => claimNext(session, worker, leaseMs));
    if (job) return job;
    await after(CLAIM_PAUSE_MS * Math.random());
  }
  return null;
}

async function claimNext(session: Session, worker: string, leaseMs: number): Promise<Job | null> {
  const row = await nextTurn(session);
  if (!row) return null;
  const lease = randomUUID();
  const { owner, number, id: documentId, media_type: mediaType, bytes, attempts, payer } = row;
  await session.all(HOLD, [owner, number, worker, lease, leaseMs]);
  return { owner, documentId, mediaType, bytes, attempts, payer, lease };
}
