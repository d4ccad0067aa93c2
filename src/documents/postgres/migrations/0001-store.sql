-- The tables of the store. `owner` is the first column of every key, so that partitions or Citus can distribute by it.
-- Landed files are never edited; a change is the next file.

-- The time that leases and turns count by, epoch ms: the database's, so that all machines have the same.
CREATE FUNCTION now_ms() RETURNS bigint LANGUAGE sql VOLATILE
  RETURN floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint;

-- Each owner's totals, so that quota and corpus figures are read, not counted. Whoever changes them, or the documents of the
-- owner, locks this row first.
CREATE TABLE libraries (
  owner text COLLATE "C" PRIMARY KEY,
  bytes bigint NOT NULL DEFAULT 0, -- the sum of documents.kept
  completed integer NOT NULL DEFAULT 0,
  chunks bigint NOT NULL DEFAULT 0,
  terms bigint NOT NULL DEFAULT 0,
  last_document integer NOT NULL DEFAULT 0, -- the number that was given out last
  shard integer NOT NULL DEFAULT 0, -- the posting shard that is being filled, and the chunks in it
  shard_chunks integer NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

-- Whose turn it is at ingestion. Apart from `libraries`, so that no upload keeps a worker waiting.
CREATE TABLE turns (
  owner text COLLATE "C" PRIMARY KEY,
  turn_ms bigint NOT NULL DEFAULT 0,
  due_ms bigint NOT NULL DEFAULT 0,
  document_ms bigint
) WITH (fillfactor = 50);
CREATE INDEX turns_latest ON turns (turn_ms);

CREATE TABLE documents (
  owner text COLLATE "C" NOT NULL,
  number integer NOT NULL,
  id text COLLATE "C" NOT NULL,
  filename text COLLATE "C" NOT NULL,
  bytes bigint NOT NULL,
  sha256 text COLLATE "C" NOT NULL,
  fingerprint bytea NOT NULL, -- of bytes and name together: a name may be too long for a key
  media_type text NOT NULL,
  status text COLLATE "C" NOT NULL,
  progress integer NOT NULL,
  error_code text,
  error_message text,
  pages integer,
  chars integer,
  chunk_count integer,
  term_count integer,
  shard integer,
  embedding_model text COLLATE "C",
  embedding_dimensions integer,
  vectors_refused text COLLATE "C",
  payer text, -- whose budgets pay for its first vectors, until they are made
  embedding_due bigint, -- when there may be room for them
  created_at bigint NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  worker text COLLATE "C",
  lease text COLLATE "C",
  claimed_at bigint,
  leased_until bigint,
  kept bigint NOT NULL, -- original, text, index and vectors, bytes; before it is completed an estimate, 0 when nothing is
  PRIMARY KEY (owner, number),
  UNIQUE (owner, id),
  UNIQUE (owner, fingerprint)
) WITH (fillfactor = 70);
CREATE INDEX documents_by_age ON documents (owner, created_at, id);
CREATE INDEX documents_by_status ON documents (owner, status, created_at, id);
CREATE INDEX documents_by_shard ON documents (owner, shard);
CREATE INDEX documents_unfinished ON documents (owner, number) WHERE status NOT IN ('completed', 'failed');
CREATE INDEX documents_by_embedding ON documents (embedding_model, embedding_dimensions, owner, number)
  WHERE status = 'completed';

-- Bytes and text in pieces, so that a slice reads only what it needs.
CREATE TABLE file_parts (
  owner text COLLATE "C" NOT NULL,
  document integer NOT NULL,
  n integer NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (owner, document, n)
);
ALTER TABLE file_parts ALTER COLUMN bytes SET STORAGE EXTERNAL; -- most files are compressed already

CREATE TABLE text_parts (
  owner text COLLATE "C" NOT NULL,
  document integer NOT NULL,
  start integer NOT NULL,
  text text NOT NULL,
  PRIMARY KEY (owner, document, start)
);

CREATE TABLE chunks (
  owner text COLLATE "C" NOT NULL,
  document integer NOT NULL,
  "position" integer NOT NULL,
  start integer NOT NULL,
  "end" integer NOT NULL,
  page integer,
  PRIMARY KEY (owner, document, "position")
);

-- The terms of a document, joined by spaces, so that its postings can be found again.
CREATE TABLE document_terms (
  owner text COLLATE "C" NOT NULL,
  document integer NOT NULL,
  terms text NOT NULL,
  PRIMARY KEY (owner, document)
);

-- The inverted index (index/postings.ts): a row per term and posting shard, one large document or several small ones.
CREATE TABLE postings (
  owner text COLLATE "C" NOT NULL,
  term text COLLATE "C" NOT NULL,
  shard integer NOT NULL,
  entries bytea NOT NULL,
  PRIMARY KEY (owner, term, shard)
) WITH (fillfactor = 80);
ALTER TABLE postings ALTER COLUMN entries SET STORAGE EXTERNAL; -- packed already

-- The vectors of a document's chunks from `position` on: 32-bit floats, little end first, each vector of length 1.
CREATE TABLE vectors (
  owner text COLLATE "C" NOT NULL,
  document integer NOT NULL,
  "position" integer NOT NULL,
  "values" bytea NOT NULL,
  PRIMARY KEY (owner, document, "position")
);
ALTER TABLE vectors ALTER COLUMN "values" SET STORAGE EXTERNAL;
