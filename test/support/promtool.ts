import { execFile } from 'node:child_process';
import { program } from './program.ts';

const WITHIN_MS = 110_000;

/** Runs promtool. @throws Error with what it says, where it is not content. */
export async function promtool(...words: string[]): Promise<string> {
  const binary = await program('promtool');
  return new Promise((done, failed) =>
    execFile(binary, words, { timeout: WITHIN_MS }, (error, stdout, stderr) =>
      error ? failed(new Error(`${stdout}${stderr}`)) : done(stdout),
    ),
  );
}
