import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { finalDocument, uploadBytes } from '../../support/documents.ts';
import { eventually } from '../../support/eventually.ts';
import { fourAtOnce } from '../../support/four-at-once.ts';
import { ask, post } from '../../support/library.ts';
import { POSTGRES_PASSWORD, type Postgres, startPostgres } from '../../support/postgres.ts';
import { type Service, startService } from '../../support/service.ts';
import { slowness } from '../../support/slowness.ts';

const SENTENCE = 'The lighthouse of Sandhaven was built in 1871.';
const QUESTION = 'When was the lighthouse of Sandhaven built?';
const STALLED_MS = 5000;
const BACK_WITHIN_MS = 3000;

describe('a service whose PostgreSQL goes away', () => {
  let postgres: Postgres;
  let service: Service;
  let id: string;
  before(async () => {
    postgres = await startPostgres();
    service = await startService({
      DATABASE_URL: await postgres.createDatabase(),
      RATE_LIMIT_ENABLED: 'true',
      RATE_LIMIT_DEFAULT: '1000/minute',
      RATE_LIMIT_QUERY: '1000/minute',
      RATE_LIMIT_UPLOAD: '1000/minute',
      LOG_LEVEL: 'trace',
    });
    const { body } = await uploadBytes(service, 'sandhaven.txt', SENTENCE);
    id = body.document_id as string;
    await finalDocument(service, id);
  });
  after(async () => {
    await service?.[Symbol.asyncDispose]();
    await postgres?.[Symbol.asyncDispose]();
  });

  const get = (path: string) => fetch(`${service.url}${path}`);
  const answers = async () => (await post(service, 'query', { query: QUESTION })).status === 200;
  /** How long after the database's return the first question is answered. */
  const backAfterMs = async () => {
    const from = performance.now();
    await eventually(answers, (isBack) => isBack);
    return performance.now() - from;
  };
  const expectWhole = async () => {
    expect((await ask(service, QUESTION)).citations[0]?.text).to.equal(SENTENCE);
    expect((await get('/health/ready')).status).to.equal(200);
  };

  it('answers 503 with Retry-After meanwhile, for all that needs documents, and goes on with all else', async () => {
    await postgres.stop();

    const refused = [
      await get('/api/v1/documents'),
      await get(`/api/v1/documents/${id}`),
      await get(`/api/v1/documents/${id}/file`),
      await post(service, 'query', { query: QUESTION }),
      await post(service, 'search', { query: QUESTION }),
      await post(service, 'query', { query: QUESTION, stream: true }),
      await fetch(`${service.url}/api/v1/documents/${id}`, { method: 'DELETE' }),
    ];
    const upload = await uploadBytes(service, 'late.txt', 'Too late.');
    const ready = await get('/health/ready');
    const others = [await get('/health'), await get('/api/v1/usage'), await get('/metrics')];
    const stranger = await fetch(`${service.url}/api/v1/documents`, { headers: { Authorization: 'Bearer x' } });

    for (const answer of [...refused, ready]) {
      expect([answer.url, answer.status]).to.deep.equal([answer.url, 503]);
      expect(Number(answer.headers.get('Retry-After'))).to.be.at.least(1);
    }
    for (const answer of refused) expect(await answer.json()).to.include({ error: 'overloaded' });
    expect([upload.status, upload.body.error]).to.deep.equal([503, 'overloaded']);
    expect(((await ready.json()) as { checks: object }).checks).to.include({ store: 'failed' });
    expect(others.map(({ status }) => status)).to.deep.equal([200, 200, 200]);
    expect(stranger.status).to.equal(401);

    await postgres.start();
    expect(await backAfterMs()).to.be.below(BACK_WITHIN_MS * slowness());
    await expectWhole();
  });

  it('loses nothing that it acknowledged to a crash of the database in mid-ingestion, and fails in no other way', async () => {
    const statuses = new Set<number>();
    let isOver = false;
    const askers = Array.from({ length: 4 }, async () => {
      while (!isOver) statuses.add((await post(service, 'query', { query: QUESTION })).status);
    });
    const sent = await fourAtOnce(12, (n) =>
      uploadBytes(service, `crash ${n}.txt`, `Number ${n} survives. `.repeat(500)),
    );
    await eventually(() => statuses.has(200), Boolean);
    await postgres.stop('crash');
    await eventually(() => statuses.has(503), Boolean);
    await postgres.start();
    isOver = true;
    await Promise.all(askers);
    expect([...statuses].sort()).to.deep.equal([200, 503]);

    for (const { status, body } of sent) {
      expect(status).to.equal(202);
      await eventually(answers, (isBack) => isBack);
      expect(await finalDocument(service, body.document_id as string)).to.include({ status: 'completed', error: null });
    }
    await expectWhole();
  });

  it('waits out a database that stalls for five seconds, is not ready meanwhile, and is back at once', async () => {
    postgres.signal('SIGSTOP');
    const asked = Array.from({ length: 5 }, () => post(service, 'query', { query: QUESTION }));
    const ready = await get('/health/ready');
    await pause(STALLED_MS);
    postgres.signal('SIGCONT');

    expect(await backAfterMs()).to.be.below(BACK_WITHIN_MS * slowness());
    for (const { status, headers } of await Promise.all(asked)) {
      expect(status).to.be.oneOf([200, 503]);
      if (status === 503) expect(headers.get('Retry-After')).to.not.equal(null);
    }
    expect(ready.status).to.equal(503);
    await expectWhole();
  });

  it('tells nobody the password of its database', async () => {
    const pages = await Promise.all(['/metrics', '/health/ready', '/api/v1/documents'].map(get));
    const text = (await Promise.all(pages.map((page) => page.text()))).join();

    expect(service.lines.join('\n')).to.contain('documents are kept in PostgreSQL');
    expect(service.lines.filter((line) => line.includes(POSTGRES_PASSWORD))).to.deep.equal([]);
    expect(text).to.not.contain(POSTGRES_PASSWORD);
  });
});
