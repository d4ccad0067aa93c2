import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { answered } from '../../src/documents/store-failure.ts';
import { finalDocument, uploadBytes } from '../support/documents.ts';
import { openStoreOf } from '../support/engine.ts';
import { eventually } from '../support/eventually.ts';
import { ANSWER, QUESTION, startGenerative } from '../support/generative.ts';
import { askStream, post } from '../support/library.ts';
import { allDocuments, sendAll, someFiles } from '../support/sent-files.ts';
import { type Service, startService } from '../support/service.ts';
import { slowness } from '../support/slowness.ts';

const GRACE_MS = 10_000;

describe('SIGTERM', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'docent-test-'));
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  it('in the middle of uploads and ingestions loses none of them, hands them back, and ends with 0 in time', async () => {
    const env = { INGEST_CONCURRENCY: '2', INGEST_MAX_UNFINISHED: '1000' };
    await using service = await startService(env, { dataDir });
    const waited = uploadBytes(service, 'large.txt', largeText(), { wait: 30 });
    await eventually(
      () => firstStatus(service),
      (status) => status !== undefined && status !== 'queued',
    );
    const sending = sendAll(service, someFiles('term', 200));
    await eventually(
      () => allDocuments(service),
      (all) => all.length > 20,
    );

    const from = performance.now();
    const code = await service.stop('SIGTERM');
    const tookMs = performance.now() - from;

    expect(code).to.equal(0);
    expect(tookMs).to.be.below(GRACE_MS * slowness());
    const { status, body } = await waited;
    expect([status, body.status]).to.not.deep.equal([201, 'completed']); // it ran, and was not waited for
    expect(status).to.equal(202);
    const acknowledged = [...(await sending), body.document_id as string];
    expect(acknowledged.length).to.be.within(20, 200);
    expect(await readdir(join(dataDir, 'tmp'))).to.deep.equal([]);
    expect(await holdersOf(dataDir)).to.deep.equal([]);

    await using next = await startService({ INGEST_CONCURRENCY: '2' }, { dataDir });
    for (const id of acknowledged) expect(await finalDocument(next, id)).to.include({ status: 'completed' });
    expect(await allDocuments(next)).to.have.length(acknowledged.length);
  });

  it('lets a running stream end, refuses new work, says that it is not ready and is still scraped', async () => {
    await using docent = await startGenerative('openai', { RATE_LIMIT_ENABLED: 'true' });
    const { service } = docent;
    docent.does({ text: ANSWER, betweenMs: 700 });
    const streaming = askStream(service, QUESTION);
    await eventually(
      () => docent.provider.calls.length,
      (calls) => calls === 1,
    );

    const stopped = service.stop('SIGTERM');
    const ready = await eventually(
      () => fetch(`${service.url}/health/ready`),
      ({ status }) => status === 503,
    );
    const refused = await fetch(`${service.url}/api/v1/documents`);
    const scraped = await fetch(`${service.url}/metrics`);

    expect(scraped.status).to.equal(200);
    expect(await ready.json()).to.include({ status: 'stopping' });
    expect(refused.status).to.equal(503);
    for (const header of ['retry-after', 'x-ratelimit-remaining', 'ratelimit'])
      expect(refused.headers.has(header), header).to.equal(true);
    expect(await refused.json()).to.include({ error: 'shutting_down' });
    expect((await streaming).names.at(-1)).to.equal('done');
    expect((await streaming).done).to.include({ answered: true });
    expect(await stopped).to.equal(0);
  });

  it('sent to npm start reaches the service itself, which npm waits for', async () => {
    await using service = await startService({}, { dataDir, command: ['npm', 'start'] });

    const code = await service.stop('SIGTERM');

    expect(code).to.equal(0);
    expect(service.lines.at(-1)).to.contain('"msg":"stopped"');
  });

  it('or SIGINT, sent twice to a service below npm, as a terminal and npm do together, ends it in order', async () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      await using service = await startService({}, { dataDir, command: ['npm', 'start'] });
      const below = Number(await readFile(`/proc/${service.pid}/task/${service.pid}/children`, 'utf8'));

      process.kill(below, signal);
      const code = await service.stop(signal);

      expect(code).to.equal(0);
      expect(service.lines.at(-1)).to.contain('"msg":"stopped"');
    }
  });

  it('sent once more ends it at once, whatever still runs', async () => {
    await using docent = await startGenerative();
    const { service } = docent;
    docent.does({ text: ANSWER, betweenMs: 5000 });
    const streaming = askStream(service, QUESTION).catch(() => 'cut off');
    await eventually(
      () => docent.provider.calls.length,
      (calls) => calls === 1,
    );

    const stopped = service.stop('SIGTERM');
    await eventually(
      () => service.lines.some((line) => line.includes('"msg":"stopping"')),
      (stopping) => stopping,
    );
    process.kill(service.pid, 'SIGTERM');

    expect(await stopped).to.equal(1);
    expect(await streaming).to.equal('cut off');
  });

  it('counts what it cuts off after the grace as its own fault, not as a client that left, and says so', async () => {
    await using docent = await startGenerative('openai', { SHUTDOWN_GRACE_MS: '300' });
    const { service } = docent;
    docent.does({ text: ANSWER, delayMs: 3000 });
    const asked = post(service, 'query', { query: QUESTION }).catch(() => 'cut off');
    await eventually(
      () => docent.provider.calls.length,
      (calls) => calls === 1,
    );

    expect(await service.stop('SIGTERM')).to.equal(0);

    expect(await asked).to.equal('cut off');
    const [line] = service.lines.filter((one) => one.includes('"route":"/api/v1/query"'));
    expect(JSON.parse(line ?? '')).to.include({ status: 500, aborted: false });
    const told = service.lines.filter((one) => /unexpected failure|cut off/.test(one)).map((one) => JSON.parse(one));
    expect(told.map(({ level, msg }) => [level, msg])).to.deep.equal([
      ['warn', 'cut off: it outlasted SHUTDOWN_GRACE_MS'],
    ]);
  });
});

/** Takes the service some seconds to read, cut and index. */
function largeText(): string {
  return Array.from({ length: 100_000 }, (_, n) => `Sentence number ${n} says nothing new.`).join('\n');
}

async function firstStatus(service: Service): Promise<string | undefined> {
  return (await allDocuments(service))[0]?.status;
}

async function holdersOf(folder: string): Promise<string[]> {
  const store = await openStoreOf(folder);
  try {
    return answered(await store.ingestQueue.holders());
  } finally {
    await store.close();
  }
}
