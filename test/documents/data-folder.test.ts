import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
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
    await using service = await startService({}, { dataDir });

    expect((await fetch(`${service.url}/health/ready`)).status).to.equal(200);
    expect((await stat(dataDir)).mode & 0o777).to.equal(0o700);
  });

  it('is made once by processes that start at the same time', async () => {
    const dataDir = join(folder, 'new');
    const services = await Promise.all([1, 2, 3].map(() => startService({}, { dataDir })));
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
