-- Where an original lies in an object store; null: in file_parts.
ALTER TABLE documents ADD COLUMN object_key text COLLATE "C";
CREATE INDEX documents_with_objects ON documents (owner, number) WHERE object_key IS NOT NULL;

-- Objects that no document has, and that are to be removed: announced before they are written, so that none can be left
-- behind unknown, and taken out in the transaction that makes their document; put back by the one that removes it.
CREATE TABLE loose_objects (
  owner text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  document_id text COLLATE "C", -- of the document that had it; null: none ever had
  due_at bigint NOT NULL, -- when it is to be removed
  taken boolean NOT NULL DEFAULT false, -- it is being removed: no document can have it any more
  PRIMARY KEY (owner, key)
);
CREATE INDEX loose_objects_due ON loose_objects (due_at);
CREATE INDEX loose_objects_by_document ON loose_objects (owner, document_id);
