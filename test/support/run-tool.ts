import { execFile } from 'node:child_process';
import { BARE_ENV } from './service.ts';

/** Runs one of src/tools/ to its end. */
export function runTool(
  name: string,
  words: readonly string[],
  env: Record<string, string>,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const command = ['--import', './src/process/node-version.js', `src/tools/${name}.ts`, ...words];
  return new Promise((resolve) => {
    execFile(process.execPath, command, { env: { ...BARE_ENV, ...env } }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}
