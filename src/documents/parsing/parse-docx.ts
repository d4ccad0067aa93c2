import mammoth from 'mammoth';
import type { Extract } from '../document.ts';
import { type DocxNode, docxText } from './docx-text.ts';
import { ParseError } from './parse-error.ts';
import type { ParseLimits } from './parse-limits.ts';
import { checkZip } from './zip-check.ts';

/**
 * The text of a Word document: paragraphs, lists, tables, notes. mammoth reads it into a tree, of which we take the words
 * ourselves: its own raw text runs words together at line breaks.
 * @throws ParseError `password_protected`, `corrupt_file`, `parse_limit_exceeded`.
 */
export async function parseDocx(bytes: Buffer, limits: ParseLimits): Promise<Extract> {
  if (bytes.length > 4 && bytes.readUInt32BE() === OLE_MAGIC)
    throw new ParseError('password_protected', 'The document is protected by a password. Upload it without one.');
  await checkZip(bytes, limits);
  let text = '';
  await mammoth.convertToHtml(
    { buffer: bytes },
    {
      transformDocument(document: DocxNode) {
        text = docxText(document);
        return { ...document, children: [] };
      },
    },
  );
  return { text, pageStarts: [] };
}

/** A Word document with a password is no zip but an OLE compound file around an encrypted one. */
const OLE_MAGIC = 0xd0cf11e0;
