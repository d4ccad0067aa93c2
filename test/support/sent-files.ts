import { type DocumentBody, uploadBytes } from './documents.ts';
import type { Service } from './service.ts';

/** A text that nothing else has, with a word of its own to ask for. */
export type SentFile = { readonly name: string; readonly word: string; readonly text: string };

/** Texts of one to thirty paragraphs; the same for the same prefix. */
export function someFiles(prefix: string, count: number): SentFile[] {
  return Array.from({ length: count }, (_, n) => {
    const word = `${prefix}word${n}q`;
    const paragraph = `The ${word} grows in the north. It has 😀 leaves, and 中文 on them.\r\n\r\n`;
    return { name: `${prefix}-${n}.txt`, word, text: paragraph.repeat(1 + ((n * 7) % 30)) };
  });
}

/** Sends the files, eight at a time. Resolves with the ids that were answered with 201 or 202, also when the service dies. */
export async function sendAll(service: Service, files: readonly SentFile[]): Promise<string[]> {
  const acknowledged: string[] = [];
  const waiting = [...files];
  const lane = async () => {
    for (let file = waiting.shift(); file; file = waiting.shift()) {
      const { status, body } = await uploadBytes(service, file.name, file.text);
      if (status === 201 || status === 202) acknowledged.push(body.document_id as string);
    }
  };
  await Promise.allSettled(Array.from({ length: 8 }, lane)); // a lane ends where the service does
  return acknowledged;
}

/** Every document of the library, page by page. */
export async function allDocuments({ url }: Pick<Service, 'url'>): Promise<DocumentBody[]> {
  const documents: DocumentBody[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const response = await fetch(`${url}/api/v1/documents?limit=200&cursor=${cursor}`);
    const page = (await response.json()) as { documents: DocumentBody[]; next_cursor: string | null };
    documents.push(...page.documents);
    cursor = page.next_cursor;
  }
  return documents;
}
