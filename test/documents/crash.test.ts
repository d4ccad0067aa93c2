import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { openStoreOf } from '../support/engine.ts';
import { eventually } from '../support/eventually.ts';
import { expectWhole } from '../support/expect-whole.ts';
import { scrape } from '../support/page.ts';
import { type SentFile, sendAll, someFiles } from '../support/sent-files.ts';
import { type Service, startService } from '../support/service.ts';

const ROUNDS = 5;
const UPLOADS = 60;
/** A round's uploads take longer than this, so that a kill within it always interrupts some. */
const KILLED_WITHIN_MS = 700;
/**
 * What a kill interrupts comes first in the next round. Every second kill waits until so many are through, since a document
 * that was there at three kills in a row has failed.
 */
const INGESTED_BEFORE = 4;

describe('kill -9 in the middle of uploads and ingestions', () => {
  let dataDir: string;
  let services: Service[];
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'docent-test-'));
    services = [];
  });
  afterEach(async () => {
    for (const service of services) await service[Symbol.asyncDispose]();
    await rm(dataDir, { recursive: true });
  });

  const start = async () => {
    const service = await startService({ INGEST_CONCURRENCY: '2', INGEST_MAX_UNFINISHED: '1000' }, { dataDir });
    services.push(service);
    return service;
  };

  it('loses no acknowledged document, doubles none and leaves none in part, in five rounds', async () => {
    const random = seeded(1);
    const files: SentFile[] = [];
    const acknowledged: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const service = await start();
      const sent = someFiles(`round${round}`, UPLOADS);
      files.push(...sent);
      const sending = sendAll(service, sent);
      await moment(service, round, random());
      await service.stop('SIGKILL');
      acknowledged.push(...(await sending));
    }
    expect(acknowledged.length).to.be.within(1, ROUNDS * UPLOADS - 1); // the kills came in the middle

    await expectSound(await start(), files, acknowledged);
  });

  it('does so with two processes on one data directory, of which one survives each round', async () => {
    const random = seeded(2);
    const files: SentFile[] = [];
    const acknowledged: string[] = [];
    let [survivor, victim] = [await start(), await start()];
    for (let round = 0; round < ROUNDS; round++) {
      const sent = someFiles(`pair${round}`, UPLOADS);
      files.push(...sent);
      const sending = Promise.all([
        sendAll(victim, sent.slice(0, UPLOADS / 2)),
        sendAll(survivor, sent.slice(UPLOADS / 2)),
      ]);
      await moment(victim, round, random());
      await victim.stop('SIGKILL');
      acknowledged.push(...(await sending).flat());
      if (round < ROUNDS - 1) [survivor, victim] = [await start(), survivor];
    }
    expect(acknowledged.length).to.be.within((ROUNDS * UPLOADS) / 2, ROUNDS * UPLOADS - 1);

    await expectSound(survivor, files, acknowledged);
  });

  async function moment(service: Service, round: number, share: number) {
    await pause(share * KILLED_WITHIN_MS);
    if (round > 0 && round % 2 === 0)
      await eventually(
        async () => (await scrape(service.url)).sum('documents_ingested_total'),
        (ingested) => ingested >= INGESTED_BEFORE,
      );
  }

  /** Every document, and the whole store, once all processes have ended. */
  async function expectSound(service: Service, files: readonly SentFile[], acknowledged: readonly string[]) {
    const { documents, chunks } = await expectWhole(service, files, acknowledged);
    expect(await service.stop()).to.equal(0);
    await (await start()).stop(); // a start sweeps what dead processes left
    expect(await readdir(join(dataDir, 'tmp'))).to.deep.equal([]);
    const store = await openStoreOf(dataDir);
    const asked = { owner: 'public', terms: ['grow'], documentIds: null, limit: 1 } as const;
    const { corpus } = await store.passageIndex.search(asked);
    await store.close();
    expect(corpus).to.include({ completedDocuments: documents, pendingDocuments: 0, chunks });
    expect(corpus.documentFrequency).to.deep.equal([chunks]);
    if (existsSync(join(dataDir, 'docent.db'))) expectIntact(join(dataDir, 'docent.db'));
  }
});

/** SQLite's own check. */
function expectIntact(file: string): void {
  using database = new DatabaseSync(file);
  expect({ ...database.prepare('PRAGMA integrity_check').get() }).to.deep.equal({ integrity_check: 'ok' });
}

/** Mulberry32: the same moments in every run, as far as the machine allows. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
