import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { parseConfig } from '../../src/config.ts';
import { filesUnderWay, finalDocument, textOf, type UploadAnswer, uploadBytes } from '../support/documents.ts';
import { eventually } from '../support/eventually.ts';
import { type HostileFile, hostileFiles } from '../support/hostile-files.ts';
import { processTree, residentBytesOf, watchMemory } from '../support/processes.ts';
import { type Service, startService } from '../support/service.ts';
import { slowness } from '../support/slowness.ts';

const MEMORY_MAX_BYTES = 1_200_000_000;
/** As many uploads as one caller may have under way. */
const LANES = 4;
/** So many of a quiet machine, in milliseconds. */
const seconds = (count: number) => String(Math.round(1000 * count * slowness()));
const named = (filename: string) => hostileFiles.find((file) => file.filename === filename) as HostileFile;

describe('hostile files, all at once', () => {
  let service: Service;
  let memory: ReturnType<typeof watchMemory>;
  let health: ReturnType<typeof watchHealth>;
  let endings: Map<string, string>;
  before(async function () {
    this.timeout(600_000);
    const files = hostileFiles.map(({ filename, make }) => ({ filename, bytes: make() }));
    service = await startService({ PARSE_TIMEOUT_MS: seconds(4), INGEST_MAX_UNFINISHED: '100' }); // those that never end take their time, one after the other
    memory = watchMemory(service.pid);
    health = watchHealth(service.url);
    const good = { filename: 'good.txt', bytes: Buffer.from('Good documents wait in the same queue.') };
    const waiting = [...files, good];
    const ended: Promise<readonly [filename: string, ending: string]>[] = [];
    const lane = async () => {
      for (let file = waiting.shift(); file; file = waiting.shift()) {
        const { filename, bytes } = file;
        const sent = await uploadBytes(service, filename, bytes);
        ended.push(endingOf(service, sent).then((end) => [filename, end]));
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    endings = new Map(await Promise.all(ended));
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

  it('leave memory flat: the same ones again take no more', async function () {
    this.timeout(600_000);
    const again = ['bomb.docx', 'double.pdf', 'letter.txt', 'quotes.csv'];
    const round = async (n: number) => {
      for (const filename of again) await ending(service, `${n}-${filename}`, named(filename).make());
      return residentBytesOf(service.pid);
    };

    const before = Math.max(await round(1), await round(2));
    const after = await round(3);

    expect(after - before).to.be.below(64 * 1024 * 1024);
  });
});

describe('a hostile file behind another', () => {
  it('is cut off at its timeout and not tried again, so that by default it ends within 30 seconds behind another', async () => {
    expect(2 * parseConfig({}).parsing.timeoutMs).to.be.at.most(25_000);
    await using service = await startService({ PARSE_TIMEOUT_MS: seconds(3) });
    const files = [
      ...['unclosed.html', 'exponential.pdf'].map((filename) => ({ filename, bytes: named(filename).make() })),
      { filename: 'good.txt', bytes: Buffer.from('Patience is rewarded.') },
    ];

    const within = { withinMs: 15_000 * slowness() };
    const endings = files.map(({ filename, bytes }) => ending(service, filename, bytes, within));

    expect(await Promise.all(endings)).to.deep.equal(['parse_limit_exceeded', 'parse_limit_exceeded', 'completed']);
  });
});

/** What became of a file: the code of its refusal or failure, or `completed`. */
async function ending(service: Service, filename: string, bytes: Buffer, times = {}): Promise<string> {
  return endingOf(service, await uploadBytes(service, filename, bytes), times);
}

async function endingOf(
  service: Service,
  { status, body }: UploadAnswer,
  { withinMs = 500_000 } = {},
): Promise<string> {
  if (status >= 400) return body.error as string;
  const document = await finalDocument(service, body.document_id as string, { withinMs });
  return document.error?.code ?? document.status;
}

/** Asks again and again; `stop` gives the different statuses that came. */
function watchHealth(url: string) {
  const statuses = new Set<number>();
  const stopping = new AbortController();
  const asking = (async () => {
    while (!stopping.signal.aborted) {
      statuses.add((await fetch(`${url}/health`)).status);
      await pause(50);
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
