import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { finalDocument, uploadBytes } from '../support/documents.ts';
import { EMBEDDED } from '../support/engine.ts';
import { eventually } from '../support/eventually.ts';
import { ask } from '../support/library.ts';
import { allDocuments } from '../support/sent-files.ts';
import { type Service, startService } from '../support/service.ts';

const run = promisify(execFile);

/** Many times what fits in. */
const UPLOADS = 40;

describe('a disk that is full', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'docent-test-'));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  const send = (service: Service, n: number) => uploadBytes(service, `${n}.txt`, textOf(n));
  /** What was taken in is completed. */
  const upload = async (service: Service, n: number) => {
    const sent = await send(service, n);
    if (sent.status < 300)
      expect(await finalDocument(service, sent.body.document_id as string)).to.include({ status: 'completed' });
    return sent;
  };

  it('is answered with quota_exceeded; what was taken in is whole, and complete once there is room', async () => {
    const service = await startService(EMBEDDED, { dataDir, fileMaxBytes: 8_000_000 });
    const answers = [];
    for (let n = 0; n < UPLOADS; n++) answers.push(await (n < 3 ? upload : send)(service, n));
    const refused = answers.filter(({ status }) => status === 507);
    const taken = answers.flatMap(({ status, body }) => (status < 300 ? [body.document_id as string] : []));
    const health = await fetch(`${service.url}/health/ready`);
    const listed = await allDocuments(service);
    const found = await ask(service, `Where does the berry0x grow?`);
    await service.stop('SIGKILL');

    expect(refused.length).to.be.greaterThan(UPLOADS / 2);
    expect(new Set(refused.map(({ body }) => body.error))).to.deep.equal(new Set(['quota_exceeded']));
    expect(taken.length + refused.length).to.equal(UPLOADS);
    expect(health.status).to.equal(200);
    expect(listed.map((document) => document.document_id).sort()).to.deep.equal(taken.sort());
    expect(found.citations[0]?.filename).to.equal('0.txt');

    await using roomy = await startService(EMBEDDED, { dataDir });
    for (const { filename, document_id, status } of listed) {
      const n = Number.parseInt(filename, 10);
      if (status === 'failed') await send(roomy, n); // takes it up again
      expect(await finalDocument(roomy, document_id)).to.include({ status: 'completed', chars: textOf(n).length });
      expect(await (await fetch(`${roomy.url}/api/v1/documents/${document_id}/file`)).text()).to.equal(textOf(n));
    }
  });

  it('takes documents again after some were deleted', async function () {
    const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', dataDir]).catch(() => null);
    if (!mounted) this.skip(); // only root may mount
    try {
      await using service = await startService(EMBEDDED, { dataDir });
      const answers = [];
      for (let n = 0; answers.at(-1)?.status !== 507 && n < UPLOADS; n++) answers.push(await upload(service, n));
      const listed = await allDocuments(service);

      expect(answers.at(-1)?.body.error).to.equal('quota_exceeded');
      expect(listed)
        .to.have.length(answers.length - 1)
        .and.have.length.greaterThan(2);
      expect(new Set(listed.map(({ status }) => status))).to.deep.equal(new Set(['completed']));
      for (const { document_id } of listed) {
        const { status } = await fetch(`${service.url}/api/v1/documents/${document_id}`, { method: 'DELETE' });
        expect(status).to.equal(204);
      }
      expect((await upload(service, answers.length)).status).to.equal(202);
    } finally {
      await eventually(() => run('umount', [dataDir]).catch(() => null), Boolean);
    }
  });
});

/** About 0.7 MB, with words that no other has. */
function textOf(n: number): string {
  return Array.from({ length: 12_000 }, (_, line) => `The berry${n}x grows in the valley number ${line} of ${n}.`).join(
    '\n',
  );
}
