import { posix } from 'node:path';
import type { Extract } from '../document.ts';
import { decodeText } from './charset.ts';
import { ParseError } from './parse-error.ts';
import { htmlText } from './parse-html.ts';
import type { ParseLimits } from './parse-limits.ts';
import { readXml } from './xml.ts';
import { openZipParts } from './zip-parts.ts';

/**
 * The text of an electronic book, chapter by chapter in reading order.
 * @throws ParseError `password_protected`, `corrupt_file`, `parse_limit_exceeded`.
 */
export async function parseEpub(bytes: Buffer, limits: ParseLimits): Promise<Extract> {
  const parts = await openZipParts(bytes, limits);
  if (parts.has('META-INF/rights.xml')) throw new ParseError('password_protected', 'The book is protected (DRM).');
  let main = '';
  readXml(await parts.xml('META-INF/container.xml'), {
    open: (name, { 'full-path': path = '' }) => {
      if (name === 'rootfile') main ||= path;
    },
  });
  const chapters = chaptersOf(await parts.xml(main)).map((href) => posix.join(posix.dirname(main), href));
  const texts: string[] = [];
  let chars = 0;
  for (const name of new Set(chapters)) {
    const text = htmlText(decodeText(await parts.bytes(name), 'utf-8').replace(TITLE, '')).trim();
    chars += text.length;
    if (chars > limits.maxChars) throw new ParseError('parse_limit_exceeded', 'The book has more text than is read.');
    if (text) texts.push(text);
  }
  return { text: texts.join('\n\n'), pageStarts: [] };
}

/** Names of files, as a rule. */
const TITLE = /<title\b[^>]{0,200}>[^<]{0,1000}<\/title>/gi;

/** Names of the chapters, relative to the book's main part, in its reading order. */
function chaptersOf(xml: string): string[] {
  const items = new Map<string, string>();
  const order: string[] = [];
  readXml(xml, {
    open(name, { id = '', href = '', idref = '', properties = '' }) {
      if (name === 'item' && !/\bnav\b/.test(properties)) items.set(id, decoded(href));
      if (name === 'itemref') order.push(idref);
    },
  });
  return order.flatMap((id) => items.get(id) ?? []);
}

function decoded(href: string): string {
  try {
    return decodeURIComponent(href);
  } catch {
    return href;
  }
}
