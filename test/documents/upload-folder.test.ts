import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { createProcessIdentity } from '../../src/documents/process-identity.ts';
import { joinProcesses, type Processes } from '../../src/documents/processes.ts';
import { fileLocks } from '../../src/documents/sqlite/file-locks.ts';
import { createUploadFolder, type UploadFolder } from '../../src/documents/upload-folder.ts';
import { eventually } from '../support/eventually.ts';

const HOUR_MS = 60 * 60 * 1000;

describe('the folder of uploads under way', () => {
  let dataDir: string;
  let parent: string;
  let folders: UploadFolder[];
  let processes: Processes;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'docent-test-'));
    parent = join(dataDir, 'tmp');
    folders = [];
    await mkdir(parent);
    processes = await joinProcesses(dataDir, fileLocks);
  });
  afterEach(async () => {
    for (const folder of folders) await folder.close();
    await processes.close();
    await rm(dataDir, { recursive: true });
  });

  const open = async (heartbeatMs = HOUR_MS) => {
    const folder = await createUploadFolder({ dataDir, processes, heartbeatMs });
    folders.push(folder);
    return folder;
  };
  /** A folder with a file, untouched for so long. */
  const add = async (path: string, ageMs: number) => {
    await mkdir(path);
    await writeFile(join(path, 'a-file'), '');
    const then = new Date(Date.now() - ageMs);
    await utimes(path, then, then);
  };
  const ended = () => createProcessIdentity().replace(/~\d+~\d+~/, '~999999999~1~');
  const foreign = () => `another-host~${process.pid}~1~${randomUUID()}`;

  it('removes what a dead process of this host left, and what one of another host left for a day', async () => {
    await add(join(parent, ended()), 0);
    await add(join(parent, foreign()), 25 * HOUR_MS);

    await open();

    expect(await readdir(parent)).to.have.length(1); // its own
  });

  it('leaves alone what others put there, however old: other names, links, and what links point to', async () => {
    const outside = join(dataDir, 'outside');
    await add(outside, 1000 * HOUR_MS);
    await add(join(parent, 'a-folder-of-the-operator'), 1000 * HOUR_MS);
    await add(join(parent, 'host~1~1~not-ours'), 1000 * HOUR_MS);
    const links = [foreign(), ended()];
    for (const link of links) await symlink(outside, join(parent, link));

    await open();

    expect(await readdir(parent)).to.include.members([...links, 'a-folder-of-the-operator', 'host~1~1~not-ours']);
    expect(await readdir(outside)).to.deep.equal(['a-file']);
  });

  it('removes nothing through a link that stands for tmp itself', async () => {
    const elsewhere = join(dataDir, 'elsewhere');
    await mkdir(elsewhere);
    await add(join(elsewhere, foreign()), 1000 * HOUR_MS);
    await rm(parent, { recursive: true });
    await symlink(elsewhere, parent);

    await open();

    expect(await readdir(elsewhere)).to.have.length(2);
  });

  it('leaves alone a living process, of this host for ever, of another one while its heartbeat is no day old', async () => {
    const living = [
      createProcessIdentity()
        .replace(`~${process.pid}~`, `~${process.ppid}~`)
        .replace(/~\d+~(?=[^~]*$)/, '~0~'),
    ];
    await add(join(parent, living[0]!), 1000 * HOUR_MS);
    const other = foreign();
    await add(join(parent, other), 23 * HOUR_MS);

    await open();

    expect(await readdir(parent)).to.include.members([...living, other]);
  });

  it('renews its heartbeat without any upload', async () => {
    await open(20);
    const [own] = await readdir(parent);
    const path = join(parent, own!);
    const yesterday = new Date(Date.now() - 24 * HOUR_MS);
    await utimes(path, yesterday, yesterday);

    await eventually(
      async () => (await stat(path)).mtimeMs,
      (mtimeMs) => mtimeMs > Date.now() - HOUR_MS,
    );
  });

  it('is made again when somebody has removed it', async () => {
    const folder = await open();
    await rm(parent, { recursive: true });

    await using file = await folder.create('ip:1');

    expect(await file.write(pieces('whole'))).to.include({ bytes: 5 });
    expect((await stat(file.path)).size).to.equal(5);
  });
});

async function* pieces(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
