import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import { textOf } from '../../support/documents.ts';
import { EMBEDDED } from '../../support/engine.ts';
import { ask } from '../../support/library.ts';
import { runToExit } from '../../support/run-to-exit.ts';
import { allDocuments } from '../../support/sent-files.ts';
import { startService } from '../../support/service.ts';

/**
 * Data folders as services of earlier versions left them, in the form of `user_version` N, with what those services told of
 * them: their documents and texts, and which passages they cited for which question.
 */
const FOLDERS = new URL('./folders/', import.meta.url);

type Told = {
  documents: { document_id: string; filename: string; sha256: string; created_at: string; text: string }[];
  asked: {
    query: string;
    answered: boolean;
    cited: { document_id: string; start: number; end: number; text: string }[];
  }[];
};

const versions = (await readdir(FOLDERS)).flatMap((name) => /^version-(\d+)\.json$/.exec(name)?.[1] ?? []);

describe('a data folder that an earlier version has written', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'docent-test-'));
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  const unpack = async (version: string) => {
    const packed = await readFile(new URL(`version-${version}.db.gz`, FOLDERS));
    await writeFile(join(dataDir, 'docent.db'), gunzipSync(packed));
    return JSON.parse(await readFile(new URL(`version-${version}.json`, FOLDERS), 'utf8')) as Told;
  };

  for (const version of versions)
    it(`(${version}) opens with its documents to the letter, answers as before, and cites the same words`, async () => {
      const told = await unpack(version);
      await using service = await startService(EMBEDDED, { dataDir });

      const documents = (await allDocuments(service)) as unknown as Told['documents'];
      expect(documents.map(({ document_id }) => document_id)).to.deep.equal(
        told.documents.map((each) => each.document_id),
      );
      for (const [at, { text, ...before }] of told.documents.entries()) {
        expect(documents[at]).to.deep.include({ ...before, status: 'completed' });
        expect(await textOf(service, before.document_id)).to.equal(text);
      }
      for (const { query, answered, cited } of told.asked) {
        const answer = await ask(service, query);
        const now = answer.citations.map(({ document_id, start, end, text }) => ({ document_id, start, end, text }));

        expect(answer.answered, query).to.equal(answered);
        expect(now[0], query).to.deep.equal(cited[0]);
        for (const { document_id, start, end, text } of now)
          expect(told.documents.find((each) => each.document_id === document_id)?.text.slice(start, end)).to.equal(
            text,
          );
      }
    });

  it('is refused with a clear line where the version was a newer one, and left as it is', async () => {
    await unpack(versions[0]!);
    const file = join(dataDir, 'docent.db');
    using database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 99');

    const { code, stderr } = await runToExit({ DATA_DIR: dataDir });

    expect(code).to.equal(1);
    expect(stderr.trim()).to.equal('DATA_DIR cannot be used: The data folder was written by a newer version (99).');
    expect(database.prepare('PRAGMA user_version').get()).to.deep.include({ user_version: 99 });
    expect(database.prepare('SELECT count(*) AS documents FROM documents').get()).to.deep.include({ documents: 3 });
  });
});
