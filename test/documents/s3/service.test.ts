import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { finalDocument, uploadBytes } from '../../support/documents.ts';
import { eventually } from '../../support/eventually.ts';
import { ask, post } from '../../support/library.ts';
import { takeDatabase } from '../../support/postgres-database.ts';
import { runToExit } from '../../support/run-to-exit.ts';
import { S3_CREDENTIALS, type S3Server, startS3Server } from '../../support/s3-server.ts';
import { type Service, startService } from '../../support/service.ts';
import { slowness } from '../../support/slowness.ts';

const SENTENCE = 'The lighthouse of Sandhaven was built in 1871.';
const QUESTION = 'When was the lighthouse of Sandhaven built?';

describe('a service whose originals lie in S3', () => {
  let s3: S3Server;
  let service: Service;
  let env: Record<string, string>;
  let id: string;
  before(async () => {
    s3 = await startS3Server();
    env = { DATABASE_URL: (await takeDatabase()).url, ...s3.env('originals') };
    service = await startService(env);
    const { body } = await uploadBytes(service, 'sandhaven.txt', SENTENCE);
    id = body.document_id as string;
    await finalDocument(service, id);
  });
  after(async () => {
    await service?.[Symbol.asyncDispose]();
    await s3?.[Symbol.asyncDispose]();
  });

  const get = (path: string) => fetch(service.url + path);
  const file = (document: string) => get(`/api/v1/documents/${document}/file`);
  const ready = async () => (await get('/health/ready')).json() as Promise<{ status: string; checks: object }>;
  const degraded = async () => /^originals_degraded ([01])$/m.exec(await (await get('/metrics')).text())?.[1];

  it('keeps each under a key below the prefix, gives back the very bytes, and removes it with its document', async () => {
    const bytes = Buffer.concat([Buffer.from('text,of,bytes\n'), Buffer.from(randomBytes(700_000).toString('hex'))]);
    const { status, body } = await uploadBytes(service, 'large.csv', bytes);
    const large = body.document_id as string;

    const kept = await s3.keys('originals');
    const read = Buffer.from(await (await file(large)).arrayBuffer());
    const deleted = await fetch(`${service.url}/api/v1/documents/${large}`, { method: 'DELETE' });

    expect([status, deleted.status]).to.deep.equal([202, 204]);
    expect(kept).to.have.length(2);
    expect(read.equals(bytes)).to.equal(true);
    expect(await s3.keys('originals')).to.have.length(1);
    expect((await file(large)).status).to.equal(404);
  });

  it('says so where it is ready', async () => {
    expect(await ready()).to.deep.equal({ status: 'ready', checks: { store: 'ok', originals: 'ok' } });
    expect(await degraded()).to.equal('0');
  });

  it('refuses to start without the bucket that documents of the database lie in', async () => {
    const { DATABASE_URL = '' } = env;
    const { code, stderr } = await runToExit({ DATABASE_URL });

    expect(code).to.equal(1);
    expect(stderr.trim()).to.match(/^BLOB_URL is missing: /);
  });

  for (const [how, gone, back] of [
    ['is gone', () => s3.stop(), () => s3.start()],
    ['stands still', async () => s3.signal('SIGSTOP'), async () => s3.signal('SIGCONT')],
  ] as const)
    it(`goes on with questions while S3 ${how}, refuses uploads and downloads with 503, and tells of it`, async () => {
      await gone();
      const sentAt = performance.now();
      const upload = await uploadBytes(service, `${how}.txt`, 'A word that has no place to go.');
      const tookMs = performance.now() - sentAt;
      await eventually(degraded, (value) => value === '1');
      const refused = [await file(id), await fetch(`${service.url}/api/v1/documents/${id}/file`)];
      const answered = await ask(service, QUESTION);
      const status = (await ready()) as object;
      const response = await get('/health/ready');
      await back();

      expect([upload.status, upload.body.error]).to.deep.equal([503, 'overloaded']);
      expect(Number(upload.headers.get('retry-after'))).to.be.above(0);
      expect(tookMs).to.be.below(20_000 * slowness());
      for (const { status: code, headers } of refused)
        expect([code, Number(headers.get('retry-after')) > 0]).to.deep.equal([503, true]);
      expect(answered.citations[0]?.text).to.equal(SENTENCE);
      expect(status).to.deep.equal({ status: 'degraded', checks: { store: 'ok', originals: 'degraded' } });
      expect(response.status).to.equal(200);

      await eventually(ready, ({ status: now }) => now === 'ready');
      const again = await uploadBytes(service, `${how}.txt`, 'A word that has found its place.');
      expect(again.status).to.equal(202);
      expect((await finalDocument(service, again.body.document_id as string)).status).to.equal('completed');
      const told = service.lines.filter((line) => line.includes('object store is away'));
      expect(told.length).to.be.within(1, 3);
    });

  it('ingests, once S3 is back, what came before it went', async () => {
    const api = await startService({ ...env, ROLE: 'api' });
    try {
      await service.stop('SIGTERM');
      const { body } = await uploadBytes(api, 'waits.txt', 'The ferry of Kelp Bay sails at dawn.');
      await s3.stop();
      service = await startService(env);
      await eventually(ready, ({ status }) => status === 'degraded');
      await s3.start();

      expect((await finalDocument(service, body.document_id as string)).status).to.equal('completed');
      expect((await ask(service, 'When does the ferry of Kelp Bay sail?')).answered).to.equal(true);
    } finally {
      await api[Symbol.asyncDispose]();
    }
  });

  it('never logs a credential', () => {
    expect(service.lines.join()).to.not.contain(S3_CREDENTIALS.secretAccessKey);
  });

  it('answers a search while nothing of S3 is asked', async () => {
    expect((await post(service, 'search', { query: QUESTION })).status).to.equal(200);
  });
});
