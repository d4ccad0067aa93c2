import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { parseConfig } from '../../src/config.ts';
import { filesUnderWay, isFinal, textOf, uploadBytes } from '../support/documents.ts';
import { eventually } from '../support/eventually.ts';
import { fourAtOnce } from '../support/four-at-once.ts';
import { endlessFiles, type HostileFile, hostileFiles } from '../support/hostile-files.ts';
import { processTree, residentBytesOf, watchMemory } from '../support/processes.ts';
import { allDocuments } from '../support/sent-files.ts';
import { type Service, startService } from '../support/service.ts';
import { slowness } from '../support/slowness.ts';

const MEMORY_MAX_BYTES = 1_200_000_000;
/** It waits in the same queue as the others. */
const good = { filename: 'good.txt', bytes: Buffer.from('Good documents wait in the same queue.') };
/** So many of a quiet machine, in milliseconds. */
const seconds = (count: number) => String(Math.round(1000 * count * slowness()));
const named = (filename: string) => hostileFiles.find((file) => file.filename === filename) as HostileFile;

describe('hostile files, all at once', () => {
  let service: Service;
  let memory: ReturnType<typeof watchMemory>;
  let health: ReturnType<typeof watchHealth>;
  let endings: Map<string, string>;
  before(async () => {
    const made = hostileFiles.map(({ filename, make }) => ({ filename, bytes: make() }));
    service = await startService({ PARSE_TIMEOUT_MS: seconds(20), INGEST_MAX_UNFINISHED: '100' });
    memory = watchMemory(service.pid);
    health = watchHealth(service.url);
    endings = await endingsOf(service, [...made, good]);
  });
  after(() => service[Symbol.asyncDispose]());

  for (const { what, filename, ends } of hostileFiles) {
    it(`end ${ends.join(' or ')}: ${what}`, () => {
      expect(endings.get(filename)).to.be.oneOf([...ends]);
    });
  }

  it('do not keep a good document behind them from completing', () => {
    expect(endings.get('good.txt')).to.equal('completed');
  });

  it('never bring the service and its children over 1.2 GB', () => {
    memory.stop();

    expect(memory.peakBytes()).to.be.below(MEMORY_MAX_BYTES);
  });

  it('leave /health answering, no child and no temporary file', async () => {
    await eventually(
      () => processTree(service.pid).length,
      (processes) => processes === 1,
    );

    expect(await health.stop()).to.deep.equal([200]);
    expect(await filesUnderWay(service)).to.deep.equal([]);
  });

  it('show nothing of the files of this machine', async () => {
    for (const filename of ['xxe.docx', 'xxe.html']) {
      const { body } = await uploadBytes(service, filename, named(filename).make(), { wait: 30 });
      if (body.status === 'completed')
        expect(await textOf(service, body.document_id as string)).not.to.contain('root:');
    }
  });

  it('leave memory flat: the same ones again take no more', async () => {
    const again = ['bomb.docx', 'letter.txt', 'quotes.csv'];
    const round = async (n: number) => {
      for (const filename of again)
        await endingsOf(service, [{ filename: `${n}-${filename}`, bytes: named(filename).make() }]);
      return residentBytesOf(service.pid);
    };

    const before = Math.max(await round(1), await round(2));
    const after = await round(3);

    expect(after - before).to.be.below(64 * 1024 * 1024);
  });
});

describe('files whose reading does not end', () => {
  it('are cut off at their timeout and not tried again, so that by default two end within 30 seconds', async () => {
    expect(2 * parseConfig({}).parsing.timeoutMs).to.be.at.most(25_000);
    await using service = await startService({ PARSE_TIMEOUT_MS: seconds(1) });
    const memory = watchMemory(service.pid);
    const made = endlessFiles.map(({ filename, make }) => ({ filename, bytes: make() }));

    const endings = await endingsOf(service, [...made, good], { withinMs: 15_000 * slowness() });

    memory.stop();
    for (const { filename, ends } of endlessFiles) expect(endings.get(filename), filename).to.be.oneOf([...ends]);
    expect(endings.get(good.filename)).to.equal('completed');
    expect(memory.peakBytes()).to.be.below(MEMORY_MAX_BYTES);
  });
});

/** Sends the files at once, and tells what became of each: the code of its refusal or failure, or `completed`. */
async function endingsOf(
  service: Service,
  files: readonly { filename: string; bytes: Buffer }[],
  { withinMs = 500_000 } = {},
): Promise<Map<string, string>> {
  const endings = new Map<string, string>();
  await fourAtOnce(files.length, async (n) => {
    const { filename, bytes } = files[n] as (typeof files)[number];
    const { status, body } = await uploadBytes(service, filename, bytes);
    if (status >= 400) endings.set(filename, body.error as string);
  });
  const documents = await eventually(
    () => allDocuments(service),
    (all) => all.every(isFinal),
    { withinMs },
  );
  for (const { filename, error, status } of documents) endings.set(filename, error?.code ?? status);
  return endings;
}

/** Asks again and again; `stop` gives the different statuses that came. */
function watchHealth(url: string) {
  const statuses = new Set<number>();
  const stopping = new AbortController();
  const asking = (async () => {
    while (!stopping.signal.aborted) {
      statuses.add((await fetch(`${url}/health`)).status);
      await pause(200);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await asking;
      return [...statuses];
    },
  };
}
