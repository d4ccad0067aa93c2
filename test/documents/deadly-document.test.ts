import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { finalDocument, uploadBytes } from '../support/documents.ts';
import { eventually } from '../support/eventually.ts';
import { type Service, startService } from '../support/service.ts';
import { slowPage } from '../support/slow-file.ts';

const DEATHS = 3;
/** No deadline ends its reading, so that every kill comes at the same step. */
const ENDLESS = { PARSE_TIMEOUT_MS: '600000' };

describe('a document with which the service is killed', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'docent-test-'));
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  it('is tried three times and then ends as failed, and a document behind it completes', async () => {
    let deadly = '';
    for (let death = 1; death <= DEATHS; death++) {
      await using service = await startService(ENDLESS, { dataDir });
      deadly ||= await upload(service, 'deadly.html', slowPage('deadly'));
      await reading(service);
      await service.stop('SIGKILL');
    }
    await using service = await startService(ENDLESS, { dataDir });
    const healthy = await upload(service, 'healthy.txt', 'The heron stands in shallow water.');

    expect(await finalDocument(service, healthy)).to.include({ status: 'completed' });
    expect((await finalDocument(service, deadly)).error).to.deep.equal({
      code: 'internal',
      message: 'The document could not be processed.',
    });
  });
});

async function upload(service: Service, filename: string, bytes: Buffer | string): Promise<string> {
  const { status, body } = await uploadBytes(service, filename, bytes);
  expect(status).to.equal(202);
  return body.document_id as string;
}

/** Until a child of this very process reads: the status may be what a dead one left behind. */
async function reading({ pid }: Service): Promise<void> {
  const children = () => readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  await eventually(children, (pids) => pids.trim() !== '');
}
