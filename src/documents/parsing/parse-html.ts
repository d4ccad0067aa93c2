import { compile, type DomNode, type FormatCallback } from 'html-to-text';
import type { Extract } from '../document.ts';
import { decodeText } from './charset.ts';

/** Where browsers, too, look for a charset. */
const HEAD_BYTES = 1024;
const DROPPED = 'script style template noscript svg math img object iframe canvas audio video select hr'.split(' ');
const HEADINGS = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'];
const LINES = 'title tr dt dd section figcaption caption summary address legend'.split(' ');

/** A larger cell holds layout, not a value. */
const CELL_MAX_NODES = 200;
const BLOCKS = new Set(['table', 'ul', 'ol', 'pre', 'blockquote', 'img', 'script', 'style']);

type Sibling = DomNode & { prev?: Sibling | null }; // there, and not in the type

/** A cell of a table row, told apart from the one before it: words do not run together, and short cells share a line. */
const cell: FormatCallback = (element, walk, builder) => {
  if (!isFirstCell(element)) builder.addInline(' | ');
  const text = cellText(element);
  if (text === null) walk(element.children, builder);
  else builder.addInline(text);
};

const toText = compile({
  wordwrap: false,
  limits: { maxInputLength: Number.MAX_SAFE_INTEGER },
  baseElements: { selectors: [] },
  formatters: { cell },
  selectors: [
    ...DROPPED.map((selector) => ({ selector, format: 'skip' })),
    ...HEADINGS.map((selector) => ({ selector, options: { uppercase: false } })),
    ...LINES.map((selector) => ({ selector, format: 'block' })),
    ...['td', 'th'].map((selector) => ({ selector, format: 'cell' })),
    { selector: 'a', options: { ignoreHref: true } },
  ],
});

/**
 * The readable text of a page: paragraphs, list items and table rows on lines of their own; no scripts, no link targets.
 * @throws RangeError when elements are nested some thousands deep.
 */
export function parseHtml(bytes: Uint8Array): Extract {
  return { text: toText(decodeText(bytes, declaredCharset(bytes))), pageStarts: [] };
}

function declaredCharset(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, HEAD_BYTES));
  const [, charset] = /<(?:meta[^>]+charset|\?xml[^>]+encoding)\s*=\s*["']?\s*([\w:.-]+)/i.exec(head) ?? [];
  return charset;
}

function isFirstCell(cell: DomNode): boolean {
  let before = (cell as Sibling).prev;
  while (before && before.type !== 'tag') before = before.prev;
  return !before;
}

/** The text of a small table cell on one line; null for one that has blocks of its own. */
function cellText(cell: DomNode): string | null {
  const waiting = [...(cell.children ?? [])].reverse();
  const words: string[] = [];
  for (let seen = 0; waiting.length > 0; seen++) {
    const node = waiting.pop() as DomNode;
    if (seen > CELL_MAX_NODES || BLOCKS.has(node.name ?? '')) return null;
    if (node.type === 'text') words.push(node.data ?? '');
    if (node.name === 'br' || node.name === 'p' || node.name === 'div') words.push(' ');
    for (const child of [...(node.children ?? [])].reverse()) waiting.push(child);
  }
  return words.join('').replace(/\s+/g, ' ').trim();
}
