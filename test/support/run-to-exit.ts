import { execFile } from 'node:child_process';

/** Runs the service expecting it to end by itself, as a bad configuration makes it; ends it after 15 s if it does not. */
export function runToExit(env: Record<string, string>): Promise<{ code: number; stdout: string; stderr: string }> {
  const started = { PATH: process.env.PATH, PORT: '0', HOST: '127.0.0.1', ...env };
  return new Promise((ended) => {
    const child = execFile(
      process.execPath,
      ['--import', './src/node-version.js', 'src/main.ts'],
      { env: started, timeout: 15_000 },
      (_error, stdout, stderr) => ended({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}
