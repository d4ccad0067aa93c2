import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-ports.ts';

describe('a log whose disk is full', () => {
  it('costs the service nothing: it starts, serves, and ends in order', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'docent-test-'));
    const port = await freePort();
    const child = spawn('/bin/sh', ['-c', 'exec "$@" > /dev/full', 'sh', process.execPath, 'src/main.ts'], {
      env: { PATH: process.env.PATH, PORT: String(port), HOST: '127.0.0.1', DATA_DIR: dataDir },
      stdio: ['ignore', 'ignore', 'ignore'],
    });
    const exited = once(child, 'exit');
    try {
      const statusOf = (path: string) =>
        fetch(`http://127.0.0.1:${port}${path}`).then(
          ({ status }) => status,
          () => 0,
        );
      await eventually(
        () => statusOf('/health'),
        (status) => status === 200,
        { withinMs: 60_000 },
      );

      const statuses = await Promise.all(Array.from({ length: 20 }, () => statusOf('/api/v1/usage'))); // a line each
      child.kill('SIGTERM');

      expect(new Set(statuses)).to.deep.equal(new Set([200]));
      expect((await exited)[0]).to.equal(0);
    } finally {
      child.kill('SIGKILL');
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});
