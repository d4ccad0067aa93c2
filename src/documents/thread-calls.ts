import { parentPort } from 'node:worker_threads';
import { AppError, type ErrorCode } from '../errors.ts';

/** What a thread can be asked. Arguments and results cross by structured clone. */
// biome-ignore lint/suspicious/noExplicitAny: the only type to which every function's parameters are assignable
export type Calls = Record<string, (...args: any[]) => unknown>;

export type Call = { readonly id: number; readonly name: string; readonly args: readonly unknown[] };
export type Reply = { readonly id: number } & (
  | { readonly outcome: 'done'; readonly result: unknown }
  | {
      readonly outcome: 'refused';
      readonly code: ErrorCode;
      readonly message: string;
      readonly extra: AppError['extra'];
    }
  | { readonly outcome: 'broken'; readonly error: unknown }
);

/** Answers the calls of this thread's `createThread`, in their order; one that has to wait lets the next ones pass. */
export function serveCalls(calls: Calls): void {
  const port = parentPort;
  if (!port) throw new Error('serveCalls runs in a worker thread');
  port.on('message', async (call: Call) => port.postMessage(await answer(calls, call)));
}

async function answer(calls: Calls, { id, name, args }: Call): Promise<Reply> {
  try {
    return { id, outcome: 'done', result: await calls[name]?.(...args) };
  } catch (error) {
    if (error instanceof AppError) {
      const { code, message, extra } = error;
      return { id, outcome: 'refused', code, message, extra };
    }
    return { id, outcome: 'broken', error };
  }
}
