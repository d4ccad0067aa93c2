import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { startService } from '../test/support/service.ts';

/**
 * Schemathesis against a service of its own: requests made from /openapi.json, valid and not, and every answer held to it.
 * `npm run fuzz -- [MOST REQUESTS OF A ROUTE]`; it installs itself from PyPI into node_modules/.cache.
 */
const VERSION = '4.32.5';
const EACH = process.argv[2] ?? '200';
/** What an answer may be held to. Whether valid data is accepted is not among them: a cursor is more than a string. */
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
];

const command = installed();
await using service = await startService({ INGEST_MAX_UNFINISHED: '100000' });
const options = [
  '--checks',
  CHECKS.join(','),
  '-n',
  EACH,
  '--continue-on-failure',
  '--request-timeout',
  '30',
  '--no-color',
];
const { status } = spawnSync(command, ['run', `${service.url}/openapi.json`, ...options], {
  stdio: ['ignore', 'inherit', 'inherit'],
  timeout: 900_000,
  cwd: 'node_modules/.cache', // it leaves notes where it runs
});
process.exitCode = status ?? 1;

function installed(): string {
  const folder = resolve('node_modules', '.cache', `schemathesis-${VERSION}`);
  const bin = join(folder, 'bin', 'schemathesis');
  if (existsSync(bin)) return bin;
  for (const [program, ...args] of [
    ['python3', '-m', 'venv', folder],
    [join(folder, 'bin', 'pip'), 'install', '--quiet', `schemathesis==${VERSION}`],
  ] as const) {
    const { status, error } = spawnSync(program, args, { stdio: 'inherit', timeout: 300_000 });
    if (status !== 0) throw new Error(`Schemathesis needs python3 with venv, and PyPI: ${error?.message ?? program}`);
  }
  return bin;
}
