import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';

const PRELUDE = `
  const { createLog } = await import('./src/telemetry/log.ts');
  const { logProcess } = await import('./src/process/log-process.ts');
  const log = await createLog('info');
  logProcess(log);
  for (let n = 0; n < 500; n++) log.info({ n }, 'a line');
`;

/** All of Node's threads are busy, so that lines which were handed to them are not written yet. */
const CRASH_DURING_A_WRITE = `
  const { pbkdf2 } = await import('node:crypto');
  for (let thread = 0; thread < 4; thread++) pbkdf2('a', 'b', 20_000, 64, 'sha512', () => {});
  setImmediate(() => setImmediate(() => { throw new Error('a bug'); }));
`;

/** What a process writes that logs 500 lines and then ends so. */
async function linesOf(end: string): Promise<{ n?: number; msg: string }[]> {
  const output = await new Promise<string>((done) => {
    const args = ['--input-type=module', '--eval', PRELUDE + end];
    execFile(process.execPath, args, { timeout: 60_000 }, (_error, stdout) => done(stdout));
  });
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('the log on standard output', () => {
  const all = Array.from({ length: 500 }, (_, n) => n);

  it('has every line, in order, of a process that ends at once', async () => {
    for (const end of ['process.exit(0);', '', 'setTimeout(() => process.exit(0), 5);'])
      expect(
        (await linesOf(end)).map(({ n }) => n),
        end,
      ).to.deep.equal(all);
  });

  it('ends with why the process crashed', async () => {
    for (const crash of ["setTimeout(() => { throw new Error('a bug'); }, 5);", CRASH_DURING_A_WRITE]) {
      const lines = await linesOf(crash);

      expect(lines.map(({ n }) => n)).to.deep.equal([...all, undefined]);
      expect(lines.at(-1)).to.include({ msg: 'crashed' });
    }
  });
});

describe('a log whose file could not grow for a while', () => {
  it('goes on once it can', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'docent-test-'));
    const file = join(folder, 'log');
    const lines = `${PRELUDE} setInterval(() => log.info({}, 'a line'), 1);`;
    const limited = `trap '' XFSZ; ulimit -S -f 8; exec "$@" > "${file}"`;
    const args = ['-c', limited, 'sh', process.execPath, '--input-type=module', '--eval', lines];
    const child = spawn('/bin/sh', args, { stdio: 'ignore', env: { PATH: process.env.PATH } });
    const exited = once(child, 'exit');
    const size = async () => (await stat(file).catch(() => ({ size: 0 }))).size;
    try {
      const full = await eventually(size, (bytes) => bytes >= 4096);
      await wait(300); // lines come meanwhile that cannot be written
      expect(await size())
        .to.be.at.most(8192)
        .and.at.least(full);

      await promisify(execFile)('prlimit', [`--pid=${child.pid}`, '--fsize=unlimited']);

      await eventually(size, (bytes) => bytes > 100_000);
    } finally {
      child.kill('SIGKILL');
      await exited;
      await rm(folder, { recursive: true, force: true });
    }
  });
});
