import { randomUUID } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { finalDocument, uploadBytes } from '../support/documents.ts';
import { EMBEDDED } from '../support/engine.ts';
import { eventually } from '../support/eventually.ts';
import { fourAtOnce } from '../support/four-at-once.ts';
import { ANSWER, QUESTION, startGenerative } from '../support/generative.ts';
import { type AnswerBody, ask, askStream, upload } from '../support/library.ts';
import { type Service, startService } from '../support/service.ts';
import { slowness } from '../support/slowness.ts';

const DELETIONS = 100;
const GONE_WITHIN_MS = 5000;

describe('deletion', () => {
  it('is followed at once by answers without the document, and its words are in no file any more', async () => {
    await using service = await startService({ ...EMBEDDED, INGEST_CONCURRENCY: '2' });
    const words = Array.from({ length: DELETIONS }, newWord);
    const textOf = (word: string) => `The ${word} grows in the north. ${'It eats moss and sleeps a lot. '.repeat(60)}`;
    const about = (word = '') => ask(service, `Where does the ${word} grow?`, { max_results: 20 });
    const ids = await fourAtOnce(DELETIONS, (n) => upload(service, `${words[n]}.txt`, textOf(words[n] ?? '')));
    await expectTraced(service.dataDir, words);
    expect(await traces(service.dataDir, words)).to.deep.equal([]); // not even while it is there
    expect((await about(words[50])).citations[0]?.document_id).to.equal(ids[50]);

    for (const [at, id] of ids.entries()) {
      expect((await remove(service, id)).status).to.equal(204);
      const answer = await about(words[at]);

      expect(documentsOf(answer)).to.not.include(id);
      if (at % 5 === 4) await expectGone(service.dataDir, words.slice(at - 4, at + 1)); // each look reads all files
    }

    expect(await about(words[0])).to.include({ answered: false, refusal_reason: 'no_documents' });
  });

  it('leaves no word of a large document, from any of its tables or parts', async () => {
    await using service = await startService(EMBEDDED);
    const words = Array.from({ length: 2000 }, newWord);
    const id = await upload(
      service,
      'large.txt',
      words.map((word) => `${word} means something. `.repeat(20)).join('\n'),
    );
    await upload(service, 'other.txt', 'Another document shares the posting shard and stays.');

    await remove(service, id);

    await expectGone(service.dataDir, words);
    expect((await ask(service, 'Which document stays?')).citations[0]?.filename).to.equal('other.txt');
  });

  it('ends an ingestion in whatever step it is, and leaves nothing of it', async () => {
    await using service = await startService(EMBEDDED);
    for (const steps of [['extracting'], ['chunking', 'indexing']]) {
      const word = newWord();
      const text = Array.from({ length: 60_000 }, (_, n) => `${word} number ${n} is here.`).join('\n');
      const { body } = await uploadBytes(service, `${word}.txt`, text);
      const id = body.document_id as string;
      await eventually(
        () => statusOf(service, id),
        (status) => steps.includes(status),
      );

      expect((await remove(service, id)).status).to.equal(204);

      expect((await fetch(`${service.url}/api/v1/documents/${id}`)).status).to.equal(404);
      const next = await uploadBytes(service, 'next.txt', `Next in line after ${id}.`);
      expect(await finalDocument(service, next.body.document_id as string)).to.include({ status: 'completed' });
      await expectGone(service.dataDir, [word]);
    }
  });

  it('wins over a question that is being answered: after it, nothing of the document is said', async () => {
    await using docent = await startGenerative();
    const { service } = docent;
    for (const asking of [
      async () => ask(service, QUESTION),
      async () => (await askStream(service, QUESTION)).done,
      async () => ask(service, QUESTION, {}, 'query/enhanced'),
    ]) {
      const id = await upload(service, 'war.txt', `The French and Indian War began in 1754. ${newWord()}`);
      const others = await idsOf(service);
      docent.does(({ operation }) => (operation === 'completion' ? { text: ANSWER, delayMs: 1000 } : { text: '[]' }));
      const answer = asking();
      await eventually(() => docent.provider.calls.some(({ operation }) => operation === 'completion'), Boolean);

      for (const each of others) await remove(service, each);

      expect(await answer).to.include({ answered: false, refusal_reason: 'not_in_documents' });
      expect(documentsOf(await answer)).to.not.include(id);
      expect((await answer).answer).to.not.contain('1754');
    }
  });
});

const WORD_START = /zq[0-9a-f]{18}/g;

/** A word that nothing else has, in its first 20 letters already, and that stemming leaves alone. */
function newWord(): string {
  return `zq${randomUUID().replaceAll('-', '').slice(0, 22)}x`;
}

function remove({ url }: Service, id: string): Promise<Response> {
  return fetch(`${url}/api/v1/documents/${id}`, { method: 'DELETE' });
}

async function statusOf({ url }: Service, id: string): Promise<string> {
  return ((await (await fetch(`${url}/api/v1/documents/${id}`)).json()) as { status: string }).status;
}

async function idsOf({ url }: Service): Promise<string[]> {
  const list = (await (await fetch(`${url}/api/v1/documents`)).json()) as { documents: { document_id: string }[] };
  return list.documents.map((document) => document.document_id);
}

function documentsOf({ citations, closest = [] }: AnswerBody): string[] {
  return [...citations, ...closest].map((cited) => cited.document_id);
}

async function expectGone(folder: string, words: readonly string[]): Promise<void> {
  const from = performance.now();
  await eventually(
    () => traces(folder, words),
    (found) => found.length === 0,
  );
  expect(performance.now() - from).to.be.below(GONE_WITHIN_MS * slowness());
}

/** This way of looking finds what is there. */
async function expectTraced(folder: string, words: readonly string[]): Promise<void> {
  const file = join(folder, 'traced');
  for (const encoding of ['utf8', 'utf16le'] as const) {
    await writeFile(file, `x${words.join(' ')}`, encoding);
    expect(await traces(folder, words)).to.deep.equal(words);
  }
  await rm(file);
}

/** Which of the words stand in a file or a file name under a folder, in UTF-8 or (what is left without its zeros) UTF-16. */
async function traces(folder: string, words: readonly string[]): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const contents = await Promise.all(files.map((file) => readFile(file, 'latin1').catch(() => '')));
  const found = new Set([...files, ...contents].flatMap((text) => text.replaceAll('\0', '').match(WORD_START) ?? []));
  return words.filter((word) => found.has(word.slice(0, 20)));
}
