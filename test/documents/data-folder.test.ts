import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { EMBEDDED } from '../support/engine.ts';
import { ask, upload } from '../support/library.ts';
import { runToExit } from '../support/run-to-exit.ts';
import { startService } from '../support/service.ts';

describe('the data folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'docent-test-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is made where it is missing, for this user alone', async () => {
    const dataDir = join(folder, 'not', 'there', 'yet');
    await using service = await startService(EMBEDDED, { dataDir });

    expect((await fetch(`${service.url}/health/ready`)).status).to.equal(200);
    expect((await stat(dataDir)).mode & 0o777).to.equal(0o700);
  });

  it('is made once by processes that start at the same time', async () => {
    const dataDir = join(folder, 'new');
    const services = await Promise.all([1, 2, 3].map(() => startService(EMBEDDED, { dataDir })));
    try {
      const [first, ...others] = services;
      const id = await upload(first!, 'one.txt', 'The heron stands in shallow water.');
      for (const other of others) {
        const { citations } = await ask(other, 'Where does the heron stand?');
        expect(citations[0]?.document_id).to.equal(id);
      }
    } finally {
      for (const service of services) await service[Symbol.asyncDispose]();
    }
  });

  it('lets nobody else read a file in it, also one that an earlier version let others read', async () => {
    const dataDir = join(folder, 'data');
    const entries = async () => (await readdir(dataDir, { recursive: true })).map((name) => join(dataDir, name));
    const first = await startService(EMBEDDED, { dataDir });
    await upload(first, 'one.txt', 'The heron stands in shallow water.');
    const fresh = await modesOf(await entries());
    await first.stop('SIGKILL'); // leaves the log behind
    for (const path of [dataDir, ...(await entries())]) await chmod(path, 0o755);

    await using service = await startService(EMBEDDED, { dataDir });
    await upload(service, 'two.txt', 'The egret stands beside it.');
    const mended = await modesOf([dataDir, ...(await entries())]);

    expect(fresh).to.have.length.greaterThan(3);
    for (const modes of [fresh, mended]) expect(modes.filter(({ mode }) => mode & 0o077)).to.deep.equal([]);
  });

  it('leaves a folder that is meant for all as it is, and what lies beside the store', async () => {
    await writeFile(join(folder, 'another.txt'), '', { mode: 0o644 });
    await chmod(folder, 0o1777);
    await using _service = await startService(EMBEDDED, { dataDir: folder });

    expect((await stat(folder)).mode & 0o7777).to.equal(0o1777);
    expect((await stat(join(folder, 'another.txt'))).mode & 0o777).to.equal(0o644);
  });

  it('stops the start when it cannot be used, and is named but not shown', async () => {
    await writeFile(join(folder, 'a-file'), '');
    await mkdir(join(folder, 'foreign'));
    await writeFile(join(folder, 'foreign', 'docent.db'), randomBytes(20_000));

    for (const [name, reason] of [
      ['a-file', 'EEXIST'],
      ['a-file/below', 'ENOTDIR'],
      ['foreign', 'file is not a database'],
      ['../../proc/docent/below', 'ENOENT'],
    ] as const) {
      const { code, stdout, stderr } = await runToExit({ DATA_DIR: join(folder, name) });

      expect(code).to.equal(1);
      expect(stderr).to.contain(`DATA_DIR cannot be used: ${reason}`);
      expect(stdout + stderr).to.not.contain(folder);
    }
  });
});

/** Of those that are still there: an upload's own folder comes and goes. */
async function modesOf(paths: string[]): Promise<{ path: string; mode: number }[]> {
  const found = await Promise.allSettled(paths.map(async (path) => ({ path, mode: (await stat(path)).mode & 0o777 })));
  return found.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}
