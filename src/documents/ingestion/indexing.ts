import { isOutOfDescriptors } from '../../errors.ts';
import { DeadlineError } from '../../within.ts';
import type { Chunk, Extract } from '../document.ts';
import type { Content } from '../ingest-queue.ts';
import { NoProcessError } from '../parsing/no-process-error.ts';
import { ParseError } from '../parsing/parse-error.ts';
import { createThread } from '../thread.ts';
import type { IndexingCalls } from './indexing-worker.ts';

/** The longest text takes a few seconds. */
const DEADLINE_MS = 30_000;
/** An idle thread is ended, and with it the memory that a long text left behind. */
const IDLE_MS = 10_000;

/** Cuts texts into chunks and makes their index terms, one at a time, in a thread that is there while there is work. */
export type Indexing = {
  /**
   * @throws ParseError, to be retried, when it takes too long; NoProcessError when the system gives no thread; rejects when
   * `signal` aborts. In any case the work is ended.
   */
  index(extract: Extract, signal: AbortSignal): Promise<Content>;
  close(): Promise<void>;
};

export function createIndexing(): Indexing {
  const thread = createThread<IndexingCalls>({
    entry: new URL('./indexing-worker.ts', import.meta.url),
    workerData: null,
    deadlineMs: DEADLINE_MS,
  });
  const end = () => void thread.end();
  let idle: NodeJS.Timeout | undefined;

  return {
    async index(extract, signal) {
      clearTimeout(idle);
      signal.throwIfAborted();
      signal.addEventListener('abort', end);
      try {
        const { spans, terms } = await thread.call('ingestion', 'cut', extract);
        return { extract, chunks: chunksOf(extract.text, spans), terms: terms.split('\n'), vectors: null };
      } catch (error) {
        throw error instanceof DeadlineError ? tooSlow(error) : isOutOfDescriptors(error) ? noThread(error) : error;
      } finally {
        signal.removeEventListener('abort', end);
        if (thread.waiting() > 0)
          end(); // past its deadline
        else idle = setTimeout(end, IDLE_MS).unref();
      }
    },
    close() {
      clearTimeout(idle);
      return thread.end();
    },
  };
}

/** Not the parser's limit: a busy machine may do better the next time. */
function tooSlow(cause: Error): ParseError {
  return new ParseError('internal', 'The document could not be processed.', { retry: true, cause });
}

/** Not the document's fault: it can wait. */
function noThread(cause: unknown): NoProcessError {
  return new NoProcessError('There is no file descriptor left for a thread that cuts texts', { cause });
}

function chunksOf(text: string, spans: Int32Array): Chunk[] {
  return Array.from({ length: spans.length / 3 }, (_, position) => {
    const [start = 0, end = 0, page = 0] = spans.subarray(position * 3);
    return { position, start, end, page: page || null, text: text.slice(start, end) };
  });
}
