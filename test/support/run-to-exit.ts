import { execFile } from 'node:child_process';
import { engineEnv } from './engine.ts';
import { BARE_ENV, COMMAND } from './service.ts';

/** Runs the service expecting it to end by itself, as a bad configuration makes it; ends it after 60 s if it does not. */
export async function runToExit(
  given: Record<string, string>,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { ...BARE_ENV, ...(given.DATA_DIR && (await engineEnv(given.DATA_DIR))), ...given };
  const [program = '', ...words] = COMMAND;
  return new Promise((ended) => {
    const child = execFile(program, words, { env, timeout: 60_000 }, (_error, stdout, stderr) =>
      ended({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}
