import { createHash } from 'node:crypto';
import pg from 'pg';
import { within } from '../../within.ts';
import { createCallSlots } from '../call-slots.ts';
import { StoreBusyError } from '../store-failure.ts';
import { columnTypes } from './column-types.ts';
import { translated } from './failures.ts';

/** More waiting calls than this are rejected: in a longer queue every call would pass its deadline. */
const WAITING_MAX = 1000;
const CONNECT_MS = 2000;
const CLOSE_MS = 2000;
const IDLE_MS = 30_000;
/** Kept by the server, so that whom we have left keeps no lock: the longest statement, and the longest pause between two. */
const STATEMENT_MS = 30_000;
const PAUSE_MS = 10_000;
const READ_WITHIN_MS = 10_000;
const WRITE_WITHIN_MS = 30_000;

/** The tables' schema comes before that of extensions. */
const SETTINGS = `-c search_path=docent,public -c jit=off -c statement_timeout=${STATEMENT_MS} -c idle_in_transaction_session_timeout=${PAUSE_MS}`;

/** Values of a statement: `$1` and so on. */
export type Values = readonly unknown[];

/** Runs statements one after the other in one transaction. */
export type Session = {
  /** Runs statements without values, several at a time if need be. */
  run(statements: string): Promise<void>;
  all<R extends object>(text: string, values?: Values): Promise<R[]>;
  one<R extends object>(text: string, values?: Values): Promise<R | undefined>;
};

/**
 * Every call names the caller whose turn it takes, has a deadline, and fails with StoreBusyError where the database has no
 * time or is away, with AppError `quota_exceeded` where its disk is full.
 */
export type Database = {
  /** Reads with one statement, and so from one snapshot. */
  read<R extends object>(caller: string, text: string, values?: Values): Promise<R[]>;
  /** Runs `work` in one transaction: all of it is durable when this resolves, or nothing of it is there. */
  write<T>(caller: string, work: (session: Session) => Promise<T>): Promise<T>;
  /** Runs `work` over one snapshot of the data. */
  snapshot<T>(caller: string, work: (session: Session) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

export type DatabaseOptions = { url: string; maxConnections: number };

/** Opens no connection before the first call. */
export function createDatabase({ url, maxConnections }: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: withSettings(url),
    max: maxConnections,
    connectionTimeoutMillis: CONNECT_MS,
    idleTimeoutMillis: IDLE_MS,
    keepAlive: true,
    fallback_application_name: 'docent',
    types: columnTypes,
  });
  pool.on('error', () => {}); // of an idle connection: the pool has dropped it already
  pool.on('connect', (client) => client.on('error', () => {})); // of one in use: its call rejects
  const perCaller = Math.ceil(maxConnections / 2);
  const turns = createCallSlots({ slots: maxConnections, perCaller, waitingMax: WAITING_MAX });

  /** A call that does not end in time loses its connection, since nobody knows what that is still busy with. */
  async function use<T>(caller: string, withinMs: number, work: (session: Session) => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    using slot = await turns.acquire(caller, withinMs);
    if (!slot) throw new StoreBusyError();
    const client = await pool.connect().catch((error) => {
      throw new StoreBusyError(error);
    });
    try {
      const result = await within(Math.max(1, withinMs - (performance.now() - startedAt)), work(sessionOf(client)));
      client.release();
      return result;
    } catch (error) {
      const known = translated(error);
      client.release(known instanceof StoreBusyError); // true ends it
      throw known;
    }
  }

  function transaction<T>(caller: string, withinMs: number, begin: string, work: (session: Session) => Promise<T>) {
    return use(caller, withinMs, async (session) => {
      await session.run(begin);
      try {
        const result = await work(session);
        await session.run('COMMIT');
        return result;
      } catch (error) {
        if (!(translated(error) instanceof StoreBusyError)) await session.run('ROLLBACK');
        throw error;
      }
    });
  }

  return {
    read: (caller, text, values) => use(caller, READ_WITHIN_MS, (session) => session.all(text, values)),
    write: (caller, work) => transaction(caller, WRITE_WITHIN_MS, 'BEGIN', work),
    snapshot: (caller, work) =>
      transaction(caller, READ_WITHIN_MS, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', work),
    close: () => within(CLOSE_MS, pool.end()).catch(() => {}), // a call under way keeps it, and its deadline may be late
  };
}

function sessionOf(client: pg.PoolClient): Session {
  const all = async <R extends object>(text: string, values: Values = []): Promise<R[]> => {
    const query = { name: nameOf(text), text, values: [...values] }; // prepared once a connection
    return (await client.query<R>(query)).rows;
  };
  return {
    all,
    run: async (statements) => void (await client.query(statements)),
    one: async <R extends object>(text: string, values?: Values) => (await all<R>(text, values))[0],
  };
}

/** Statements are few and written by us: their names are kept. */
const names = new Map<string, string>();

function nameOf(text: string): string {
  const known = names.get(text);
  if (known) return known;
  const name = createHash('sha256').update(text).digest('base64url').slice(0, 22);
  names.set(text, name);
  return name;
}

/** After those that the URL itself asks for. */
function withSettings(url: string): string {
  const given = new URL(url);
  given.searchParams.set('options', [given.searchParams.get('options'), SETTINGS].filter(Boolean).join(' '));
  return given.href;
}
