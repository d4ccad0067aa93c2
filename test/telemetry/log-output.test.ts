import { execFile } from 'node:child_process';
import { expect } from 'chai';

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
