import { execFile } from 'node:child_process';
import { BARE_ENV, COMMAND } from './service.ts';

/** Runs the service expecting it to end by itself, as a bad configuration makes it; ends it after 60 s if it does not. */
export function runToExit(env: Record<string, string>): Promise<{ code: number; stdout: string; stderr: string }> {
  const [program = '', ...words] = COMMAND;
  return new Promise((ended) => {
    const child = execFile(
      program,
      words,
      { env: { ...BARE_ENV, ...env }, timeout: 60_000 },
      (_error, stdout, stderr) => ended({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}
