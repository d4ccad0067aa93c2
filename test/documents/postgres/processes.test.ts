import { expect } from 'chai';
import { finalDocument, uploadBytes } from '../../support/documents.ts';
import { eventually } from '../../support/eventually.ts';
import { expectWhole } from '../../support/expect-whole.ts';
import { fourAtOnce } from '../../support/four-at-once.ts';
import { ask, upload } from '../../support/library.ts';
import { sharedPostgres } from '../../support/postgres.ts';
import { allDocuments, sendAll, someFiles } from '../../support/sent-files.ts';
import { type Service, startService } from '../../support/service.ts';

const FILES = 60;

describe('several processes over one PostgreSQL, without a common folder', () => {
  let services: Service[];
  let start: () => Promise<Service>;
  beforeEach(async () => {
    const DATABASE_URL = await (await sharedPostgres()).createDatabase();
    services = [];
    start = async () => {
      const service = await startService({ DATABASE_URL, INGEST_CONCURRENCY: '2', INGEST_MAX_UNFINISHED: '1000' });
      services.push(service);
      return service;
    };
  });
  afterEach(async () => {
    for (const service of services) await service[Symbol.asyncDispose]();
  });

  it('answer from what any of them took in, and from nothing that any of them deleted', async () => {
    const [one, other] = [await start(), await start()];
    const id = await upload(one, 'heron.txt', 'The heron of Sandhaven waits on one leg.');
    const question = 'Who waits on one leg?';

    expect((await ask(other, question)).citations[0]?.document_id).to.equal(id);
    expect(await (await fetch(`${other.url}/api/v1/documents/${id}/file`)).text()).to.contain('heron');
    expect((await fetch(`${other.url}/api/v1/documents/${id}`, { method: 'DELETE' })).status).to.equal(204);
    expect(await ask(one, question)).to.include({ answered: false, refusal_reason: 'no_documents' });
    expect((await fetch(`${one.url}/api/v1/documents/${id}`)).status).to.equal(404);
  });

  it('make one document of the same file sent twenty times to both at once', async () => {
    const both = [await start(), await start()];

    const toEach = both.map((service) => fourAtOnce(10, () => uploadBytes(service, 'same.txt', 'One and the same.')));
    const sent = (await Promise.all(toEach)).flat();

    expect(new Set(sent.map(({ body }) => body.document_id)).size).to.equal(1);
    expect(sent.filter(({ body }) => body.duplicate === false)).to.have.length(1);
    expect(await allDocuments(both[1]!)).to.have.length(1);
  });

  it('lose no acknowledged document when one of them is killed in the middle of its ingestions, and double none', async () => {
    const [survivor, victim] = [await start(), await start()];
    const files = someFiles('node', FILES);

    const sending = Promise.all([
      sendAll(victim, files.slice(0, FILES / 2)),
      sendAll(survivor, files.slice(FILES / 2)),
    ]);
    await eventually(
      () => allDocuments(survivor),
      (all) => all.length > FILES / 4,
    );
    await victim.stop('SIGKILL');
    const acknowledged = (await sending).flat();

    expect(acknowledged.length).to.be.within(FILES / 4, FILES);
    await expectWhole(survivor, files, acknowledged);
  });

  it('end the ingestion of a document that another one deletes, and leave nothing of it', async () => {
    const [one, other] = [await start(), await start()];
    const text = Array.from({ length: 60_000 }, (_, n) => `Number ${n} of the badger is here.`).join('\n');
    const { body } = await uploadBytes(one, 'badger.txt', text);
    const id = body.document_id as string;
    await eventually(
      async () => (await allDocuments(one))[0]?.status,
      (status) => status !== 'queued',
    );

    const deleted = await fetch(`${other.url}/api/v1/documents/${id}`, { method: 'DELETE' });

    expect(deleted.status).to.equal(204);
    const next = await uploadBytes(other, 'next.txt', 'Next in line.');
    await finalDocument(one, next.body.document_id as string);
    expect((await allDocuments(one)).map(({ filename }) => filename)).to.deep.equal(['next.txt']);
    expect((await ask(one, 'Where is the badger?')).answered).to.equal(false);
  });
});
