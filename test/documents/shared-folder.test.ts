import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { joinProcesses } from '../../src/documents/processes.ts';
import { fileLocks } from '../../src/documents/sqlite/file-locks.ts';
import { filesUnderWay } from '../support/documents.ts';
import { eventually } from '../support/eventually.ts';
import { END, filePart, rawUpload } from '../support/raw-upload.ts';
import { COMMAND, startService } from '../support/service.ts';

/** As a container has it: pid 1 in a namespace of its own, under a host name that others have, too. */
const CONTAINED = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'] as const;
/** Joins the processes of a folder, and says which of those that it is told of have ended. */
const MEMBER = `
  import { createInterface } from 'node:readline';
  import { joinProcesses } from './src/documents/processes.ts';
  import { fileLocks } from './src/documents/sqlite/file-locks.ts';
  const processes = await joinProcesses(process.argv[1], fileLocks);
  console.log(processes.own);
  createInterface({ input: process.stdin }).on('line', (line) => console.log(processes.isDead(line)));`;

describe('containers on one data folder, all with pid 1 and the name of the host', () => {
  let dataDir: string;
  let members: ChildProcess[];
  before(function () {
    if (spawnSync(CONTAINED[0], [...CONTAINED.slice(1), 'true']).status !== 0) this.skip(); // not for this user
  });
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'docent-test-'));
    members = [];
  });
  afterEach(async () => {
    for (const member of members) member.kill('SIGKILL');
    await rm(dataDir, { recursive: true });
  });

  async function contained() {
    const [command, ...flags] = CONTAINED;
    const words = [...flags, process.execPath, '--input-type=module', '-e', MEMBER, dataDir];
    const member = spawn(command, words, { stdio: ['pipe', 'pipe', 'inherit'] });
    members.push(member);
    const lines = createInterface({ input: member.stdout })[Symbol.asyncIterator]();
    const own = (await lines.next()).value as string;
    return {
      own,
      async seesAsDead(other: string) {
        member.stdin.write(`${other}\n`);
        return (await lines.next()).value as string;
      },
      async kill() {
        member.kill('SIGKILL');
        await once(member, 'close');
      },
    };
  }

  it('know each other for alive, and for dead once they were killed', async () => {
    const [first, second] = [await contained(), await contained()];
    const host = await joinProcesses(dataDir, fileLocks);

    const [alive, unknown] = [
      await second.seesAsDead(first.own),
      host.isDead(first.own.replace(/.$/, (last) => (last === '0' ? '1' : '0'))),
    ];
    await first.kill();

    expect(first.own.replace(/^.*?~/, '').startsWith('1~')).to.equal(true);
    expect([alive, unknown, host.isDead(second.own)]).to.deep.equal(['false', false, false]);
    await eventually(
      () => second.seesAsDead(first.own),
      (answer) => answer === 'true',
    );
    expect(host.isDead(first.own)).to.equal(true);
    await host.close();
  });

  it('leave each other the uploads that are under way', async () => {
    const start = () => startService({}, { dataDir, command: [...CONTAINED, ...COMMAND] });
    await using first = await start();
    const form = filePart('The heron stands in shallow water.') + END;
    const { socket, answer } = rawUpload(first.url, { length: form.length });
    socket.write(form.slice(0, -40));
    await eventually(
      () => filesUnderWay(first),
      (files) => files.length === 1,
    );

    await using _second = await start();
    socket.write(form.slice(-40));

    expect((await answer).status).to.equal(202);
  });
});
