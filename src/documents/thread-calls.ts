import { parentPort } from 'node:worker_threads';
import { AppError, type ErrorCode } from '../errors.ts';

/** What a thread can be asked. Arguments and results cross by structured clone. */
// biome-ignore lint/suspicious/noExplicitAny: the only type to which every function's parameters are assignable
export type Calls = Record<string, (...args: any[]) => unknown>;

export type Call = { readonly id: number; readonly name: string; readonly args: readonly unknown[] };
export type Reply = { readonly id: number } & Answer;

type Answer =
  /** The call waits for something; the thread is free for the next one, and the answer follows. */
  | { readonly outcome: 'going_on' }
  | { readonly outcome: 'done'; readonly result: unknown }
  | {
      readonly outcome: 'app_error';
      readonly code: ErrorCode;
      readonly message: string;
      readonly extra: AppError['extra'];
      readonly retryAfterSeconds: number | undefined;
    }
  | { readonly outcome: 'error'; readonly error: unknown };

/** Answers the calls of this thread's `createThread`, in their order; one that has to wait lets the next ones pass. */
export function serveCalls(calls: Calls): void {
  const port = parentPort;
  if (!port) throw new Error('serveCalls runs in a worker thread');
  port.on('message', async ({ id, name, args }: Call) => {
    const reply = (answer: Answer) => port.postMessage({ id, ...answer }, ownBytes(answer));
    try {
      const result = calls[name]?.(...args);
      if (result instanceof Promise) reply({ outcome: 'going_on' });
      reply({ outcome: 'done', result: result instanceof Promise ? await result : result });
    } catch (error) {
      reply(failed(error));
    }
  });
}

/** Bytes that nobody else looks at are handed over as they are: a copy each would stay behind as holes in the heap. */
function ownBytes(answer: Answer): ArrayBuffer[] {
  if (answer.outcome !== 'done' || !(answer.result instanceof Uint8Array)) return [];
  const { buffer, byteLength } = answer.result;
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [];
}

function failed(error: unknown): Answer {
  if (!(error instanceof AppError)) return { outcome: 'error', error };
  const { code, message, extra, retryAfterSeconds } = error;
  return { outcome: 'app_error', code, message, extra, retryAfterSeconds };
}
