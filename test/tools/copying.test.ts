import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { openPostgresStore } from '../../src/documents/postgres/postgres-store.ts';
import { uploadBytes } from '../support/documents.ts';
import { EMBEDDED } from '../support/engine.ts';
import { type AnswerBody, ask, upload } from '../support/library.ts';
import { type TestDatabase, takeDatabase } from '../support/postgres-database.ts';
import { runTool } from '../support/run-tool.ts';
import { type S3Server, startS3Server } from '../support/s3-server.ts';
import { allDocuments } from '../support/sent-files.ts';
import { type Service, startService } from '../support/service.ts';
import { token } from '../support/token.ts';

const SECRET = { JWT_SECRET: 's'.repeat(32) };
const QUESTIONS = [
  'When was the lighthouse of Sandhaven built?',
  'Who keeps the ferry?',
  'What colour is the moon of Kelp Bay?',
];

const ofAna = async () => ({ Authorization: `Bearer ${await token({ sub: 'ana' }, SECRET.JWT_SECRET)}` });

describe('documents carried from one store to another', () => {
  let folder: string;
  let database: TestDatabase;
  let s3: S3Server;
  let there: Record<string, string>;
  let source: Service;
  let answers: AnswerBody[];
  let documents: Awaited<ReturnType<typeof allDocuments>>;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'docent-test-'));
    [database, s3] = await Promise.all([takeDatabase(), startS3Server()]);
    there = { DATABASE_URL: database.url, DATA_DIR: join(folder, 'node'), ...s3.env('carried') };
    source = await startService({ ...EMBEDDED, ...SECRET }, { dataDir: join(folder, 'data') });
    await upload(source, 'sandhaven.txt', 'The lighthouse of Sandhaven was built in 1871. It was lit by oil.');
    await upload(source, 'ferry.md', '# The ferry\n\nMartha Ings keeps the ferry of Kelp Bay since 1990.');
    await upload(source, 'own.txt', 'Only Ana knows the word.', await ofAna());
    await uploadBytes(source, 'empty.html', '<p></p>', { wait: 30 });
    answers = await askAll(source);
    documents = await allDocuments(source);
  });
  after(async () => {
    await source?.[Symbol.asyncDispose]();
    await s3?.[Symbol.asyncDispose]();
    await database?.giveBack();
    await rm(folder, { recursive: true });
  });

  const expectSame = async (env: Record<string, string>, dataDir: string) => {
    await using service = await startService({ ...env, ...SECRET }, { dataDir });
    expect(await allDocuments(service)).to.deep.equal(documents);
    expect(await askAll(service)).to.deep.equal(answers);
    for (const { document_id: id, status } of documents)
      if (status === 'completed') expect(await bytesOf(service, id)).to.equal(await bytesOf(source, id));
    const own = await fetch(`${service.url}/api/v1/documents`, { headers: await ofAna() });
    expect(await own.json()).to.include({ total: 1 });
  };

  it('are refused where the words are wrong, or nothing is there', async () => {
    const missing = { DATA_DIR: join(folder, 'nowhere'), DATABASE_URL: database.url };

    expect(await runTool('migrate', ['--from', 'sqlite', '--to', 'sqlite'], there)).to.include({ code: 2 });
    expect((await runTool('migrate', ['--from', 'sqlite', '--to', 'postgres'], missing)).stderr).to.match(
      /^DATA_DIR holds no documents/,
    );
    expect(
      (await runTool('migrate', ['--from', 'sqlite', '--to', 'postgres'], { DATA_DIR: join(folder, 'data') })).stderr,
    ).to.match(/^DATABASE_URL is missing/);
    expect(await runTool('backup', [], there)).to.include({ code: 2 });
    expect(await runTool('restore', [join(folder, 'none')], { DATA_DIR: join(folder, 'x') })).to.deep.include({
      code: 1,
      stderr: 'FILE is not there\n',
    });
  });

  it('have the same ids, files and answers in PostgreSQL and S3, however often it is run', async () => {
    const env = { ...there, DATA_DIR: join(folder, 'data') };
    const words = ['--from', 'sqlite', '--to', 'postgres'];
    const first = await runTool('migrate', words, env);
    const store = await openPostgresStore({ url: database.url, maxConnections: 2, storageMaxBytes: 0 });
    await store.documents.remove('public', documents.find(({ filename }) => filename === 'ferry.md')!.document_id); // as if it had been stopped before
    await store.close();
    const second = await runTool('migrate', words, env);

    expect([first.code, second.code], first.stderr + second.stderr).to.deep.equal([0, 0]);
    expect(first.stderr)
      .to.match(/4 documents copied, 0 were there/)
      .and.match(/4 documents compared, 0 differ; [23] questions asked, 0 answers differ/);
    expect(second.stderr).to.match(/1 documents copied, 3 were there/);
    await expectSame(there, join(folder, 'node'));
    expect(await s3.keys('carried')).to.have.length.at.least(4);
  });

  it('are told apart where one store has another text', async () => {
    await database.query(`UPDATE docent.text_parts SET text = replace(text, '1871', '1872')`);
    const differing = await runTool('migrate', ['--from', 'sqlite', '--to', 'postgres'], {
      ...there,
      DATA_DIR: join(folder, 'data'),
    });
    await database.query(`UPDATE docent.text_parts SET text = replace(text, '1872', '1871')`);

    expect(differing.code).to.equal(3);
    expect(differing.stderr).to.match(/differs: doc_/);
  });

  for (const [from, restored] of [
    ['SQLite', 'SQLite'],
    ['PostgreSQL and S3', 'SQLite'],
  ] as const)
    it(`come back from a backup of a running service on ${from}, to the letter`, async () => {
      const file = join(folder, `${from}.backup`);
      const env = from === 'SQLite' ? { DATA_DIR: join(folder, 'data') } : there;
      const dataDir = join(folder, `restored from ${from}`);

      const backup = await runTool('backup', [file], env);
      const restore = await runTool('restore', [file], { DATA_DIR: dataDir });
      const again = await runTool('restore', [file], { DATA_DIR: dataDir });

      expect([backup.code, restore.code, again.code], backup.stderr + restore.stderr + again.stderr).to.deep.equal([
        0, 0, 0,
      ]);
      expect(again.stderr).to.match(/0 documents restored, 4 were there/);
      expect(restored).to.equal('SQLite');
      await expectSame(EMBEDDED, dataDir);
    });

  it('are not restored from a file that is cut off', async () => {
    const bytes = await readFile(join(folder, 'SQLite.backup'));
    await writeFile(join(folder, 'half'), bytes.subarray(0, bytes.length / 2));

    const { code, stderr } = await runTool('restore', [join(folder, 'half')], { DATA_DIR: join(folder, 'other') });

    expect(code).to.equal(1);
    expect(stderr).to.match(/(FILE is damaged, or no backup|the backup is not whole.*)\n$/);
  });

  async function askAll(service: Service): Promise<AnswerBody[]> {
    const all = await Promise.all(QUESTIONS.map((question) => ask(service, question)));
    return all.map((answer) => ({
      ...answer,
      query_id: '',
      request_id: '',
      timings_ms: { retrieve: 0, generate: 0, total: 0 },
    }));
  }

  async function bytesOf(service: Service, id: string): Promise<string> {
    return (await fetch(`${service.url}/api/v1/documents/${id}/file`)).text();
  }
});
