-- Vectors of documents that do not have all of them yet, from chunk `position` on; `texts`: a digest of all their chunks.
CREATE TABLE paid_vectors (
  owner text COLLATE "C" NOT NULL,
  document integer NOT NULL,
  "position" integer NOT NULL,
  model text COLLATE "C" NOT NULL,
  dimensions integer NOT NULL,
  texts text COLLATE "C" NOT NULL,
  "values" bytea NOT NULL,
  PRIMARY KEY (owner, document, "position")
);
ALTER TABLE paid_vectors ALTER COLUMN "values" SET STORAGE EXTERNAL;
