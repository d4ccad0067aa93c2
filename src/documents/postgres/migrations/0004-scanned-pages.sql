-- The pages that hold no text of their own: scanned-pages.ts.
ALTER TABLE documents ADD COLUMN scanned_pages text;
