/**
 * The tables, by version: entry i brings `user_version` i to i + 1. Landed entries are never edited.
 *
 * - `libraries` keeps each owner's totals, so that quota and corpus figures are read, not counted; and the posting shard
 *   that is being filled (`shelf`, posting-shard.ts); and whose turn it is at ingestion: turns.ts.
 * - `file_parts` and `text_parts` hold bytes and text in pieces, so that a slice reads only what it needs.
 * - `postings` is the inverted index (postings.ts): a row per term and posting shard, which the column `shelf`
 *   names: one large document or several small ones, so that a common term has few rows, and
 *   the column `term` by its number (term-numbers.ts). A plain table: FTS5 in its `secure-delete` mode took 6 s to forget
 *   1,500 chunks.
 * - `vectors` holds the vectors of a document's chunks from `position` on: 32-bit floats, each vector of length 1.
 * - `document_terms` lists the terms of a document in batches, so that its postings can be found again.
 * - `documents.vectors_refused` names the model for which a document is given up: it is not asked for its vectors again.
 * - `documents.payer` is the key whose budgets pay for its first vectors, until they are made; `embedding_due` when there may be
 *   room for them.
 * - `documents.kept` is what is kept of a document: original, text, index and vectors, in bytes; before it is completed an
 *   estimate, 0 when nothing is. Triggers hold `libraries.bytes` equal to their sum, whoever changes or fails a document.
 * - `secrets` are what the files, texts and names of documents are sealed under: secrets.ts. `libraries.secret` is what an
 *   owner's terms are numbered by (term-numbers.ts), and their files known by (`documents.fingerprint`).
 * - `documents.scanned_pages` names the pages that hold no text of their own: scanned-pages.ts.
 * - `removals` are documents that are gone for every reader and whose pieces are still being erased.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE libraries (
    key INTEGER PRIMARY KEY,
    owner TEXT NOT NULL UNIQUE,
    bytes INTEGER NOT NULL DEFAULT 0,
    completed INTEGER NOT NULL DEFAULT 0,
    chunks INTEGER NOT NULL DEFAULT 0,
    terms INTEGER NOT NULL DEFAULT 0,
    shelf INTEGER NOT NULL DEFAULT 0,
    shelf_chunks INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE documents (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    owner TEXT NOT NULL,
    filename TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    media_type TEXT NOT NULL,
    status TEXT NOT NULL,
    progress INTEGER NOT NULL,
    error_code TEXT,
    error_message TEXT,
    pages INTEGER,
    chars INTEGER,
    chunk_count INTEGER,
    term_count INTEGER,
    shelf INTEGER,
    embedding_model TEXT,
    created_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    worker TEXT,
    lease TEXT,
    leased_until INTEGER,
    UNIQUE (owner, sha256, filename)
  ) STRICT;
  CREATE INDEX documents_by_age ON documents (owner, created_at, id);
  CREATE INDEX documents_by_status ON documents (owner, status, created_at, id);
  CREATE INDEX documents_unfinished ON documents (key, owner) WHERE status NOT IN ('completed', 'failed');
  CREATE TABLE file_parts (
    document INTEGER NOT NULL,
    n INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (document, n)
  ) STRICT;
  CREATE TABLE text_parts (
    document INTEGER NOT NULL,
    start INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (document, start)
  ) STRICT;
  CREATE TABLE chunks (
    document INTEGER NOT NULL,
    position INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    page INTEGER,
    PRIMARY KEY (document, position)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE document_terms (
    document INTEGER NOT NULL,
    n INTEGER NOT NULL,
    terms TEXT NOT NULL,
    PRIMARY KEY (document, n)
  ) STRICT;
  CREATE TABLE postings (
    library INTEGER NOT NULL,
    term TEXT NOT NULL,
    shelf INTEGER NOT NULL,
    entries BLOB NOT NULL,
    PRIMARY KEY (library, term, shelf)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE removals (
    document INTEGER PRIMARY KEY,
    library INTEGER NOT NULL,
    shelf INTEGER
  ) STRICT;
  `,
  `
  CREATE TABLE vectors (
    document INTEGER NOT NULL,
    position INTEGER NOT NULL,
    model TEXT NOT NULL,
    dimensions INTEGER NOT NULL,
    "values" BLOB NOT NULL,
    PRIMARY KEY (document, position)
  ) STRICT;
  CREATE INDEX documents_by_embedding ON documents (embedding_model, key) WHERE status = 'completed';
  `,
  `
  ALTER TABLE libraries ADD COLUMN turn_ms INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE libraries ADD COLUMN due_ms INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE libraries ADD COLUMN document_ms INTEGER;
  CREATE INDEX libraries_by_turn ON libraries (turn_ms);
  ALTER TABLE documents ADD COLUMN claimed_at INTEGER;
  CREATE INDEX documents_waiting ON documents (owner, key, leased_until) WHERE status NOT IN ('completed', 'failed');
  DROP INDEX documents_unfinished;
  `,
  `
  ALTER TABLE documents ADD COLUMN vectors_refused TEXT;
  ALTER TABLE documents ADD COLUMN embedding_dimensions INTEGER;
  UPDATE documents SET embedding_dimensions = (SELECT dimensions FROM vectors WHERE document = key LIMIT 1)
    WHERE embedding_model IS NOT NULL;
  DROP INDEX documents_by_embedding;
  CREATE INDEX documents_by_embedding ON documents (embedding_model, embedding_dimensions, key) WHERE status = 'completed';
  `,
  `
  ALTER TABLE documents ADD COLUMN kept INTEGER NOT NULL DEFAULT 0;
  UPDATE documents SET kept = bytes
    + coalesce((SELECT sum(octet_length(text)) FROM text_parts WHERE document = key), 0)
    + coalesce((SELECT sum(octet_length(terms)) FROM document_terms WHERE document = key), 0)
    + coalesce((SELECT sum(octet_length("values")) FROM vectors WHERE document = key), 0)
    + coalesce(chunk_count, 0) * 24;
  UPDATE documents SET kept = kept + library.bytes * term_count / library.terms
    FROM (SELECT owner, terms, sum(octet_length(entries) + octet_length(term) + 24) AS bytes
          FROM libraries JOIN postings ON library = key WHERE terms > 0 GROUP BY key) AS library
    WHERE library.owner = documents.owner AND term_count > 0;
  UPDATE libraries SET bytes = (SELECT coalesce(sum(kept), 0) FROM documents WHERE owner = libraries.owner);
  CREATE TRIGGER kept_added AFTER INSERT ON documents BEGIN
    UPDATE libraries SET bytes = bytes + NEW.kept WHERE owner = NEW.owner;
  END;
  CREATE TRIGGER kept_changed AFTER UPDATE OF kept ON documents BEGIN
    UPDATE libraries SET bytes = bytes + NEW.kept - OLD.kept WHERE owner = NEW.owner;
  END;
  CREATE TRIGGER kept_removed AFTER DELETE ON documents BEGIN
    UPDATE libraries SET bytes = bytes - OLD.kept WHERE owner = OLD.owner;
  END;
  CREATE TRIGGER kept_failed AFTER UPDATE OF status ON documents WHEN NEW.status = 'failed' BEGIN
    UPDATE documents SET kept = bytes WHERE key = NEW.key;
  END;
  `,
  `
  ALTER TABLE documents ADD COLUMN payer TEXT;
  ALTER TABLE documents ADD COLUMN embedding_due INTEGER;
  `,
  `
  ALTER TABLE libraries ADD COLUMN secret BLOB;
  UPDATE libraries SET secret = new_secret();
  CREATE TABLE secrets (document INTEGER PRIMARY KEY, secret BLOB NOT NULL) STRICT;
  INSERT INTO secrets (document, secret) SELECT key, new_secret() FROM documents ORDER BY key;

  CREATE TABLE sealed_documents (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    owner TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    name BLOB NOT NULL,
    bytes INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    status TEXT NOT NULL,
    progress INTEGER NOT NULL,
    error_code TEXT,
    error_message TEXT,
    pages INTEGER,
    chars INTEGER,
    chunk_count INTEGER,
    term_count INTEGER,
    shelf INTEGER,
    embedding_model TEXT,
    embedding_dimensions INTEGER,
    embedding_due INTEGER,
    vectors_refused TEXT,
    payer TEXT,
    kept INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    worker TEXT,
    lease TEXT,
    leased_until INTEGER,
    claimed_at INTEGER,
    UNIQUE (owner, fingerprint)
  ) STRICT;
  INSERT INTO sealed_documents SELECT documents.key, id, documents.owner, fingerprint(libraries.secret, sha256, filename),
      seal_name(secrets.secret, sha256, filename), documents.bytes, media_type, status, progress, error_code,
      error_message, pages, chars, chunk_count, term_count, documents.shelf, embedding_model, embedding_dimensions, embedding_due, vectors_refused, payer, kept, created_at, attempts, worker,
      lease, leased_until, claimed_at
    FROM documents JOIN libraries USING (owner) JOIN secrets ON document = documents.key;
  DELETE FROM sqlite_sequence WHERE name = 'sealed_documents';
  INSERT INTO sqlite_sequence (name, seq) SELECT 'sealed_documents', seq FROM sqlite_sequence WHERE name = 'documents';
  DROP TABLE documents;
  ALTER TABLE sealed_documents RENAME TO documents;
  CREATE INDEX documents_by_age ON documents (owner, created_at, id);
  CREATE INDEX documents_by_status ON documents (owner, status, created_at, id);
  CREATE INDEX documents_waiting ON documents (owner, key, leased_until) WHERE status NOT IN ('completed', 'failed');
  CREATE INDEX documents_by_embedding ON documents (embedding_model, embedding_dimensions, key) WHERE status = 'completed';
  CREATE TRIGGER kept_added AFTER INSERT ON documents BEGIN
    UPDATE libraries SET bytes = bytes + NEW.kept WHERE owner = NEW.owner;
  END;
  CREATE TRIGGER kept_changed AFTER UPDATE OF kept ON documents BEGIN
    UPDATE libraries SET bytes = bytes + NEW.kept - OLD.kept WHERE owner = NEW.owner;
  END;
  CREATE TRIGGER kept_removed AFTER DELETE ON documents BEGIN
    UPDATE libraries SET bytes = bytes - OLD.kept WHERE owner = OLD.owner;
  END;
  CREATE TRIGGER kept_failed AFTER UPDATE OF status ON documents WHEN NEW.status = 'failed' BEGIN
    UPDATE documents SET kept = bytes WHERE key = NEW.key;
  END;
  CREATE VIEW readable_documents AS SELECT documents.*, secret FROM documents JOIN secrets ON document = key;

  CREATE TABLE sealed_file_parts (
    document INTEGER NOT NULL,
    n INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (document, n)
  ) STRICT;
  INSERT INTO sealed_file_parts SELECT document, n, seal_part(secret, n, bytes)
    FROM file_parts JOIN secrets USING (document) ORDER BY document, n;
  DROP TABLE file_parts;
  ALTER TABLE sealed_file_parts RENAME TO file_parts;

  CREATE TABLE sealed_text_parts (
    document INTEGER NOT NULL,
    start INTEGER NOT NULL,
    text BLOB NOT NULL,
    PRIMARY KEY (document, start)
  ) STRICT;
  INSERT INTO sealed_text_parts SELECT document, start, seal_text(secret, start, text)
    FROM text_parts JOIN secrets USING (document) ORDER BY document, start;
  DROP TABLE text_parts;
  ALTER TABLE sealed_text_parts RENAME TO text_parts;

  CREATE TABLE numbered_document_terms (
    document INTEGER NOT NULL,
    n INTEGER NOT NULL,
    terms BLOB NOT NULL,
    PRIMARY KEY (document, n)
  ) STRICT;
  INSERT INTO numbered_document_terms SELECT document, n, term_numbers(libraries.secret, document_terms.terms)
    FROM document_terms JOIN (
      SELECT documents.key AS document, libraries.key AS library FROM documents JOIN libraries USING (owner)
      UNION ALL SELECT document, library FROM removals
    ) USING (document) JOIN libraries ON libraries.key = library ORDER BY document, n;
  DROP TABLE document_terms;
  ALTER TABLE numbered_document_terms RENAME TO document_terms;

  CREATE TABLE numbered_postings (
    library INTEGER NOT NULL,
    term INTEGER NOT NULL,
    shelf INTEGER NOT NULL,
    entries BLOB NOT NULL,
    PRIMARY KEY (library, term, shelf)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO numbered_postings SELECT library, term_number(libraries.secret, term) AS number, postings.shelf, entries
    FROM postings JOIN libraries ON libraries.key = library ORDER BY library, number, postings.shelf;
  DROP TABLE postings;
  ALTER TABLE numbered_postings RENAME TO postings;
  `,
  `
  DROP VIEW readable_documents;
  ALTER TABLE documents ADD COLUMN scanned_pages TEXT;
  CREATE VIEW readable_documents AS SELECT documents.*, secret FROM documents JOIN secrets ON document = key;
  `,
  `
  CREATE TABLE paid_vectors (
    document INTEGER NOT NULL,
    position INTEGER NOT NULL,
    model TEXT NOT NULL,
    dimensions INTEGER NOT NULL,
    texts TEXT NOT NULL,
    "values" BLOB NOT NULL,
    PRIMARY KEY (document, position)
  ) STRICT;
  `,
];
