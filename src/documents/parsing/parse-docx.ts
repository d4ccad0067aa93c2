import type { Extract } from '../document.ts';
import { createDocxNumbers, type Numbering } from './docx-numbers.ts';
import { type DocxStyles, docxText } from './docx-text.ts';
import { ParseError } from './parse-error.ts';
import type { ParseLimits } from './parse-limits.ts';
import { readXml } from './xml.ts';
import { openZipParts } from './zip-parts.ts';

/**
 * The text of a Word document: headers once, paragraphs, lists with their numbers, tables, notes, footers.
 * @throws ParseError `password_protected`, `corrupt_file`, `parse_limit_exceeded`.
 */
export async function parseDocx(bytes: Buffer, limits: ParseLimits): Promise<Extract> {
  requireNoPassword(bytes);
  const parts = await openZipParts(bytes, limits);
  const main = [...(await parts.related('')).values()].find(({ type }) => type === 'officeDocument')?.target ?? '';
  const body = await parts.xml(parts.has(main) ? main : 'word/document.xml');
  if (!body) throw new ParseError('corrupt_file', 'The Word document has no text part.');
  const related = [...(await parts.related(main)).values()];
  const partOf = async (type: string) =>
    parts.xml(related.find((one) => one.type === type)?.target ?? `word/${type}.xml`);
  const numberingOf = styleNumbers(await partOf('styles'));
  const styles: DocxStyles = { numberingOf, label: createDocxNumbers(await partOf('numbering')) };
  const repeated = async (type: string) => {
    const targets = related.filter((one) => one.type === type).map(({ target }) => target);
    const texts = await Promise.all(targets.map(async (target) => docxText(await parts.xml(target), styles)));
    return [...new Set(texts.filter((text) => /\p{L}{2}/u.test(text)))];
  };
  const notes = await Promise.all(['footnotes', 'endnotes'].map(async (type) => docxText(await partOf(type), styles)));
  const texts = [...(await repeated('header')), docxText(body, styles), ...notes, ...(await repeated('footer'))];
  return { text: texts.filter(Boolean).join('\n\n'), pageStarts: [] };
}

/** @throws ParseError `password_protected`: a document with a password is no zip but an OLE file around an encrypted one. */
export function requireNoPassword(bytes: Buffer): void {
  if (bytes.length > 4 && bytes.readUInt32BE() === OLE_MAGIC)
    throw new ParseError('password_protected', 'The document is protected by a password. Upload it without one.');
}

const OLE_MAGIC = 0xd0cf11e0;

/** The list that paragraphs of each style are in, such as numbered headings. */
function styleNumbers(xml: string): (style: string) => Numbering | null {
  const found = new Map<string, { list?: string; level?: string }>();
  let style: { list?: string; level?: string } | null = null;
  readXml(xml, {
    open(name, { styleId = '', type, val = '' }) {
      if (name === 'style') {
        style = {};
        if (type === 'paragraph') found.set(styleId, style);
      } else if (style && name === 'numId') style.list = val;
      else if (style && name === 'ilvl') style.level = val;
    },
  });
  return (name) => {
    const { list, level = '0' } = found.get(name) ?? {};
    return list === undefined ? null : { list, level };
  };
}
