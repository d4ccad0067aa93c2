import type { Owner } from '../../limits/caller.ts';
import { parseGuarded } from './parse-guarded.ts';
import type { ParseLimits } from './parse-limits.ts';
import { type ParseProcess, startParseProcess } from './parse-process.ts';
import type { ParseSandbox } from './parse-sandbox.ts';
import { createParseWatchdog, type MemoryBounds } from './parse-watchdog.ts';
import type { ParseFile, Parser } from './parser.ts';
import { residentBytes } from './resident-bytes.ts';

export type ChildParserOptions = MemoryBounds & {
  sandbox: ParseSandbox;
  limits: ParseLimits;
  /** Wall time of one document, from its last byte handed over to its text. */
  timeoutMs: number;
  /** Documents that one child serves at most. */
  keptMaxDocuments?: number;
};

/** A child is kept for the next document this long, if it is small and has not served this many. */
const IDLE_MS = 5000;
const KEPT_MAX_BYTES = 128 * 1024 * 1024;
const KEPT_MAX_DOCUMENTS = 50;

type Idle = { child: ParseProcess; owner: Owner; documents: number; timer: NodeJS.Timeout };

/**
 * Parses each document in a child process of its own while it lasts. At most one child is kept warm, none that met a file
 * it could not read, and never for another owner: a hostile file must not read the next one's. Every child ends with
 * `close`, with its parent, and when it breaks a limit.
 */
export function createChildParser({
  sandbox,
  limits,
  timeoutMs,
  keptMaxDocuments = KEPT_MAX_DOCUMENTS,
  ...memory
}: ChildParserOptions): Parser {
  const watchdog = createParseWatchdog(memory);
  const running = new Set<ParseProcess>();
  let idle: Idle | null = null;

  function start(): ParseProcess {
    const child = startParseProcess(sandbox, watchdog.allowedBytes());
    running.add(child);
    child.ended.then(() => {
      running.delete(child);
      if (idle?.child === child) takeIdle();
    });
    return child;
  }

  function takeIdle(): Idle | null {
    const taken = idle;
    clearTimeout(taken?.timer);
    idle = null;
    return taken;
  }

  async function takeWarm(owner: Owner): Promise<Idle | null> {
    const taken = takeIdle();
    if (!taken || taken.owner === owner) return taken;
    await end(taken.child);
    return null;
  }

  async function keepOrEnd(child: ParseProcess, owner: Owner, documents: number): Promise<void> {
    const bytes = await residentBytes(child.pid ?? 0);
    const worth = !idle && documents < keptMaxDocuments && (bytes ?? 0) < KEPT_MAX_BYTES && running.has(child);
    if (!worth) return end(child);
    idle = { child, owner, documents, timer: setTimeout(() => void end(takeIdle()!.child), IDLE_MS) };
  }

  return {
    async parse(file: ParseFile) {
      file.signal.throwIfAborted();
      const warm = await takeWarm(file.owner);
      const child = warm?.child ?? start();
      try {
        file.signal.throwIfAborted();
        const extract = await parseGuarded(child, file, { limits, timeoutMs, watchdog });
        await keepOrEnd(child, file.owner, (warm?.documents ?? 0) + 1);
        return extract;
      } catch (error) {
        await end(child);
        throw error;
      }
    },
    async close() {
      takeIdle();
      await Promise.all([...running].map(end));
    },
  };
}

/** Waits until it is gone: the next child's memory must not come on top of this one's. */
async function end(child: ParseProcess): Promise<void> {
  child.kill();
  await child.ended;
}
