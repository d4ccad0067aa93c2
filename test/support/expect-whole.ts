import { expect } from 'chai';
import { chunk } from '../../src/documents/ingestion/chunk.ts';
import { isFinal } from './documents.ts';
import { eventually } from './eventually.ts';
import { ask } from './library.ts';
import { allDocuments, type SentFile } from './sent-files.ts';
import type { Service } from './service.ts';
import { slowness } from './slowness.ts';

/**
 * Waits until every document is final, then holds each of them against what was sent: its file, its text, and answers
 * from it. None may be missing of those acknowledged, and none be there twice.
 */
export async function expectWhole(
  service: Service,
  files: readonly SentFile[],
  acknowledged: readonly string[],
): Promise<{ documents: number; chunks: number }> {
  const documents = await eventually(
    () => allDocuments(service),
    (all) => all.every(isFinal),
    { withinMs: 60_000 * slowness() },
  );
  const byName = new Map(files.map((file) => [file.name, file]));
  let chunks = 0;
  for (const document of documents) {
    const { text, word } = byName.get(document.filename)!;
    const found = chunk({ text, pageStarts: [] }).length;
    expect(document).to.include({ status: 'completed', chars: text.length, chunk_count: found });
    expect(await bodyOf(service, `${document.document_id}/file`)).to.equal(text);
    expect(JSON.parse(await bodyOf(service, `${document.document_id}/text`)).text).to.equal(text);
    if (chunks % 5 === 0) {
      const { citations } = await ask(service, `Where does the ${word} grow?`);
      expect(citations[0]?.document_id).to.equal(document.document_id);
    }
    chunks += found;
  }
  expect(new Set(documents.map(({ filename }) => filename)).size).to.equal(documents.length);
  expect(documents.map((document) => document.document_id)).to.include.members([...acknowledged]);
  return { documents: documents.length, chunks };
}

async function bodyOf({ url }: Service, path: string): Promise<string> {
  const response = await fetch(`${url}/api/v1/documents/${path}`);
  expect(response.status).to.equal(200);
  return response.text();
}
