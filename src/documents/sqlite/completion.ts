import type { DatabaseSync } from 'node:sqlite';
import type { Content, Job } from '../document-store.ts';
import { one, write } from './database.ts';
import { documentPostings } from './postings.ts';
import { textParts } from './text-parts.ts';

type Held = { key: number; library: number };

/** See `DocumentStore.complete`. */
export function createCompletion(database: DatabaseSync) {
  const held = database.prepare(
    `SELECT documents.key, libraries.key AS library FROM documents JOIN libraries USING (owner)
     WHERE owner = ? AND id = ? AND lease = ?`,
  );
  const insertText = database.prepare('INSERT INTO text_parts (document, start, text) VALUES (?, ?, ?)');
  const insertChunk = database.prepare(
    'INSERT INTO chunks (document, position, start, "end", page) VALUES (?, ?, ?, ?, ?)',
  );
  const insertTerms = database.prepare('INSERT INTO document_terms (document, terms) VALUES (?, ?)');
  const insertPostings = database.prepare(
    'INSERT INTO postings (library, term, document, entries) VALUES (?, ?, ?, ?)',
  );
  const finish = database.prepare(
    `UPDATE documents SET status = 'completed', progress = 100, pages = ?, chars = ?, chunk_count = ?, term_count = ?,
     worker = NULL, lease = NULL, leased_until = NULL WHERE key = ?`,
  );
  const grow = database.prepare(
    'UPDATE libraries SET completed = completed + 1, chunks = chunks + ?, terms = terms + ? WHERE key = ?',
  );

  return function complete(job: Job, { extract, chunks, terms }: Content): boolean {
    const { entries, termCount } = documentPostings(terms); // before the lock is taken
    const ordered = [...entries.keys()].sort(); // neighbours in the index are written together
    return write(database, () => {
      const document = one<Held>(held, job.owner, job.documentId, job.lease);
      if (!document) return false;
      const { key, library } = document;
      for (const part of textParts(extract.text)) insertText.run(key, part.start, part.text);
      for (const { position, start, end, page } of chunks) insertChunk.run(key, position, start, end, page);
      for (const term of ordered) insertPostings.run(library, term, key, entries.get(term)!);
      insertTerms.run(key, JSON.stringify(ordered));
      finish.run(extract.pageStarts.length || null, extract.text.length, chunks.length, termCount, key);
      grow.run(chunks.length, termCount, library);
      return true;
    });
  };
}
