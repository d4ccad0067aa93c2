import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Extract } from '../document.ts';
import { NoProcessError } from './no-process-error.ts';
import { ANSWER_FRAMES, answerMaxBytes, readAnswer } from './parse-answer.ts';
import { createMessageReader, writeMessage } from './parse-pipe.ts';
import type { ParseRequest } from './parse-protocol.ts';
import { type ParseSandbox, sandboxed } from './parse-sandbox.ts';

/** How a child ended; both null if it never started, `isShortage` where the system had none left. */
export type Ending = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly isShortage?: boolean;
};

/** A running parse child, seen from its parent. */
export type ParseProcess = {
  /** Undefined if the system gave no process. */
  readonly pid: number | undefined;
  /** Resolves once the process is gone. */
  readonly ended: Promise<Ending>;
  /**
   * Hands a file over and takes its text back; one at a time. `onSent` is called when the child has all of it.
   * Rejects with what reading `bytes` throws, ParseError, or the pipe's error when the child is gone.
   */
  parse(request: ParseRequest, bytes: AsyncIterable<Uint8Array>, onSent: () => void): Promise<Extract>;
  /** Ends it at once; await `ended`. */
  kill(): void;
};

const CHILD = fileURLToPath(new URL('./parse-child.ts', import.meta.url));

/** What `spawn` says where processes, file descriptors or memory are used up. */
const SHORTAGES = new Set(['EAGAIN', 'EMFILE', 'ENFILE', 'ENOMEM']);

/**
 * Starts a parse child, with an empty environment and what the sandbox leaves it.
 * @throws NoProcessError where there is no file descriptor for its pipes.
 */
export function startParseProcess(sandbox: ParseSandbox, memoryMaxBytes: number): ParseProcess {
  const [command, ...flags] = sandboxed(sandbox, memoryMaxBytes);
  const child = spawn(command, [...flags, CHILD], { env: {}, cwd: '/', stdio: ['pipe', 'pipe', 'ignore'] });
  child.on('error', () => {}); // `ended` tells it
  if (!child.stdin) throw new NoProcessError('There is no file descriptor left for a parse child');
  const ended = once(child, 'exit').then(
    ([code, signal]) => ({ code, signal }) as Ending,
    ({ code }: NodeJS.ErrnoException) => ({ code: null, signal: null, isShortage: SHORTAGES.has(code ?? '') }),
  );
  child.stdin.on('error', () => {}); // so does the write that failed
  child.stdout.on('error', () => {}); // and the read, while there is one
  const readMessage = createMessageReader(child.stdout);
  return {
    pid: child.pid,
    ended,
    kill: () => void child.kill('SIGKILL'),
    async parse(request, bytes, onSent) {
      const sent = writeMessage(child.stdin, frames(request, bytes)).then(onSent);
      const answered = readMessage(answerMaxBytes(request.limits), ANSWER_FRAMES);
      const [answer] = await Promise.all([answered, sent]);
      return readAnswer(answer, request.limits);
    },
  };
}

async function* frames(request: ParseRequest, bytes: AsyncIterable<Uint8Array>) {
  yield Buffer.from(JSON.stringify(request));
  yield* bytes;
}
