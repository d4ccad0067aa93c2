import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { finalDocument, uploadBytes } from '../support/documents.ts';
import { fourAtOnce } from '../support/four-at-once.ts';
import { allDocuments } from '../support/sent-files.ts';
import { type Service, startService } from '../support/service.ts';

const QUOTA = 1_000_000;

describe('STORAGE_MAX_BYTES', () => {
  let service: Service;
  before(async () => {
    service = await startService({ STORAGE_MAX_BYTES: String(QUOTA), INGEST_CONCURRENCY: '2' });
  });
  after(() => service[Symbol.asyncDispose]());

  const send = (n: number | string, words: number) =>
    uploadBytes(service, `${n}.txt`, Array.from({ length: words }, (_, at) => `w${n}x${at}`).join(' '));
  const file = (id: string) => fetch(`${service.url}/api/v1/documents/${id}/file`);
  const remove = (id: string) => fetch(`${service.url}/api/v1/documents/${id}`, { method: 'DELETE' });

  it('bounds all that is kept when twenty uploads race for it; what did not fit leaves nothing behind', async () => {
    const answers = await fourAtOnce(20, (n) => send(n, 5000));
    const taken = answers.filter(({ status }) => status === 202).map(({ body }) => body.document_id as string);
    const ended = await Promise.all(taken.map((id) => finalDocument(service, id)));
    const failed = ended.filter(({ status }) => status === 'failed');

    expect(answers.every(({ status, body }) => status === 202 || body.error === 'quota_exceeded')).to.equal(true);
    expect(ended.length - failed.length).to.be.within(1, 5);
    expect(failed).to.not.be.empty;
    expect(new Set(failed.map(({ error }) => error?.code))).to.deep.equal(new Set(['quota_exceeded']));
    for (const { document_id } of failed) expect((await file(document_id)).status).to.equal(404);
    const embedded = join(service.dataDir, 'docent.db'); // PostgreSQL keeps its files to itself
    if (existsSync(embedded)) expect((await stat(embedded)).size).to.be.lessThan(2.5 * QUOTA);

    expect((await send('late', 100_000)).status).to.equal(507);
    for (const { document_id } of await allDocuments(service)) expect((await remove(document_id)).status).to.equal(204);
    const { body } = await send('again', 5000);
    expect(await finalDocument(service, body.document_id as string)).to.include({ status: 'completed' });
  });
});
