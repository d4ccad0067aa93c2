import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { eventually } from '../support/eventually.ts';

const STARTS_WITHIN_MS = 60_000;
const LINES_KEPT = 200;

export type RunningProgram = AsyncDisposable & { lines: string[]; start(): Promise<void>; kill(): Promise<void> };

/** A program that is up once `url` answers 200; it can be killed and started again. */
export async function runProgram(
  binary: string,
  words: readonly string[],
  { url, env = {} }: { url: string; env?: Record<string, string> },
): Promise<RunningProgram> {
  const lines: string[] = [];
  let child: ReturnType<typeof spawn> | undefined;
  const program: RunningProgram = {
    lines,
    async start() {
      const started = spawn(binary, words, {
        env: { PATH: process.env.PATH, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child = started;
      for (const input of [started.stdout, started.stderr])
        createInterface({ input }).on('line', (line) => {
          lines.push(line);
          if (lines.length > LINES_KEPT) lines.shift();
        });
      await eventually(
        async () => {
          if (started.exitCode !== null) throw new Error(`${binary} ended:\n${lines.slice(-8).join('\n')}`);
          return (await fetch(url).catch(() => null))?.ok;
        },
        (ok) => ok === true,
        { withinMs: STARTS_WITHIN_MS },
      );
    },
    async kill() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
    [Symbol.asyncDispose]: () => program.kill(),
  };
  await program.start().catch(async (error) => {
    await program.kill();
    throw error;
  });
  return program;
}
