import { within } from '../../within.ts';
import type { Extract } from '../document.ts';
import { NoProcessError } from './no-process-error.ts';
import { ParseError } from './parse-error.ts';
import type { ParseLimits } from './parse-limits.ts';
import { PipeOverrun } from './parse-pipe.ts';
import type { Ending, ParseProcess } from './parse-process.ts';
import type { ParseWatchdog } from './parse-watchdog.ts';
import type { ParseFile } from './parser.ts';

type Bounds = { limits: ParseLimits; timeoutMs: number; watchdog: ParseWatchdog };

/** Longest wait for a child to end after its pipe broke. */
const DYING_MS = 1000;

/**
 * One document in one child, ended by whatever comes first: its text, its failure, the child's death, a limit, the signal.
 * After a rejection the child is still to be ended, and not to be used again.
 */
export async function parseGuarded(child: ParseProcess, file: ParseFile, bounds: Bounds): Promise<Extract> {
  const { promise: stopped, reject: stop } = Promise.withResolvers<never>();
  const time = deadlineOf(bounds.timeoutMs, () => stop(tooLong(bounds.timeoutMs)));
  const unwatch = bounds.watchdog.watch(child.pid ?? 0, ({ alone }) => stop(tooLarge(alone)));
  const abort = () => stop(file.signal.reason);
  file.signal.addEventListener('abort', abort, { once: true });
  const source = watchSource(file.bytes, time);
  try {
    const request = { mediaType: file.mediaType, limits: bounds.limits };
    const parsing = child.parse(request, source.bytes, time.restart);
    return await Promise.race([parsing, stopped, child.ended.then((ending) => Promise.reject(death(ending)))]);
  } catch (error) {
    if (error instanceof ParseError || file.signal.aborted || source.failed()) throw error;
    if (error instanceof PipeOverrun)
      throw new ParseError('corrupt_file', 'The file could not be read.', { cause: error });
    const unknown: Ending = { code: null, signal: null };
    throw death(await within(DYING_MS, child.ended).catch(() => unknown), error); // a pipe broke: the end says why
  } finally {
    time.end();
    unwatch();
    file.signal.removeEventListener('abort', abort);
  }
}

type Deadline = { restart(): void; pause(): void; end(): void };

function deadlineOf(ms: number, onPassed: () => void): Deadline {
  let timer: NodeJS.Timeout | undefined;
  let ended = false;
  const pause = () => clearTimeout(timer);
  const restart = () => {
    pause();
    if (!ended) timer = setTimeout(onPassed, ms);
  };
  restart();
  const end = () => {
    ended = true;
    pause();
  };
  return { restart, pause, end };
}

/** Records whether reading the file failed, which is no fault of the child's; and stops the child's clock while it waits for bytes. */
function watchSource(bytes: AsyncIterable<Uint8Array>, time: Deadline) {
  let failed = false;
  async function* watched() {
    try {
      time.pause();
      for await (const piece of bytes) {
        time.restart();
        yield piece;
        time.pause();
      }
      time.restart();
    } catch (error) {
      failed = true;
      throw error;
    }
  }
  return { bytes: watched(), failed: () => failed };
}

function tooLong(timeoutMs: number): ParseError {
  return new ParseError('parse_limit_exceeded', `Reading the file took longer than ${timeoutMs / 1000} seconds.`);
}

/** Beside others it may have been within its share; alone it would not be the next time either. */
function tooLarge(alone: boolean): ParseError {
  return new ParseError('parse_limit_exceeded', 'Reading the file took more memory than it may.', { retry: !alone });
}

/** What V8 does when its heap is full; anything else may not have been the file's doing. */
const OUT_OF_HEAP = new Set<NodeJS.Signals | null>(['SIGABRT', 'SIGTRAP', 'SIGILL']);

function death({ signal, isShortage }: Ending, cause?: unknown): ParseError | NoProcessError {
  if (isShortage) return new NoProcessError('The system gives no process for a parse child', { cause });
  if (OUT_OF_HEAP.has(signal)) return tooLarge(true);
  return new ParseError('internal', 'The process that read the file ended unexpectedly.', { retry: true, cause });
}
