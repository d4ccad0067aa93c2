import { expect } from 'chai';
import { finalDocument, uploadBytes } from '../../support/documents.ts';
import { eventually } from '../../support/eventually.ts';
import { ask, upload } from '../../support/library.ts';
import { takeDatabase } from '../../support/postgres-database.ts';
import { processTree } from '../../support/processes.ts';
import { rawHttp } from '../../support/raw-http.ts';
import { type Service, startService } from '../../support/service.ts';

const TOKENS = { AUTH_REQUIRED: 'true', JWT_SECRET: 's'.repeat(32), RATE_LIMIT_ENABLED: 'true' };

describe('roles of processes', () => {
  let api: Service;
  let worker: Service;
  let DATABASE_URL: string;
  before(async () => {
    DATABASE_URL = (await takeDatabase()).url;
    api = await startService({ DATABASE_URL, ROLE: 'api' });
  });
  after(async () => {
    await worker?.[Symbol.asyncDispose]();
    await api[Symbol.asyncDispose]();
  });

  it('an API node takes documents in and leaves them to workers, who finish them', async () => {
    const { status, body } = await uploadBytes(api, 'heron.txt', 'The heron of Sandhaven waits on one leg.', {
      wait: 2,
    });
    const left = [status, body.status];
    worker = await startService({ DATABASE_URL, ROLE: 'worker', ...TOKENS });
    const { status: ended } = await finalDocument(api, body.document_id as string);

    expect(left).to.deep.equal([202, 'queued']);
    expect(ended).to.equal('completed');
    expect((await ask(api, 'Who waits on one leg?')).citations[0]?.document_id).to.equal(body.document_id);
  });

  it('an upload that waits on an API node is told of its end, which a worker brought about', async () => {
    const { status, body } = await uploadBytes(api, 'otter.txt', 'The otter of Kelp Bay sleeps afloat.', { wait: 30 });

    expect([status, body.status]).to.deep.equal([201, 'completed']);
  });

  it('a deletion on an API node ends at the worker too', async () => {
    const id = await upload(api, 'gannet.txt', 'The gannet of Bass Rock dives from thirty metres.');

    expect((await fetch(`${api.url}/api/v1/documents/${id}`, { method: 'DELETE' })).status).to.equal(204);
    expect((await ask(api, 'Who dives from thirty metres?')).answered).to.equal(false);
  });

  it('an API node parses nothing: it never has a child', async () => {
    await upload(api, 'puffin.txt', 'The puffin of Skomer digs a burrow.');

    expect(processTree(api.pid)).to.deep.equal([api.pid]);
  });

  it('a worker tells its health and figures, and counts what it has ingested', async () => {
    const [health, ready] = await Promise.all(['/health', '/health/ready'].map((path) => fetch(worker.url + path)));
    const page = async () => (await fetch(`${worker.url}/metrics`)).text();

    expect(await health!.json()).to.deep.equal({ status: 'ok' });
    expect([ready!.status, await ready!.json()]).to.deep.equal([200, { status: 'ready', checks: { store: 'ok' } }]);
    await eventually(page, (text) => /documents_ingested_total\{.*outcome="completed".*\} [1-9]/.test(text));
    expect(await (await fetch(`${api.url}/metrics`)).text()).to.not.match(/documents_ingested_total\{.*\} [1-9]/);
  });

  it('a worker serves nothing else: 404, whoever asks, and no limit counts it', async () => {
    const asked = [
      'GET /',
      'GET /docs',
      'GET /openapi.json',
      'GET /metrics/',
      'GET /api/v1/documents',
      'GET /api/v1/usage',
      'POST /api/v1/query',
      'POST /api/v1/documents/upload',
      'POST /mcp',
      'OPTIONS /api/v1/query',
      'PATCH /health/nothing',
    ];

    for (const line of asked) {
      const head = `${line} HTTP/1.1\r\nHost: localhost\r\nOrigin: https://app.example\r\nAuthorization: Bearer none`;
      const { status, headers, text } = await rawHttp(
        worker.url,
        `${head}\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}`,
      );
      const { error, message } = JSON.parse(text) as { error: string; message: string };

      expect([status, error], line).to.deep.equal([404, 'not_found']);
      expect(message).to.match(/^This process is a worker/);
      expect(headers.get('x-ratelimit-limit')).to.equal(null);
    }
    expect((await fetch(`${worker.url}/health`, { method: 'DELETE' })).status).to.equal(405);
  });
});
