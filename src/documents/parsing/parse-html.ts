import { compile, type DomNode, type FormatCallback, type HtmlToTextOptions } from 'html-to-text';
import type { Extract } from '../document.ts';
import { decodeText } from './charset.ts';
import { hiddenSelectors } from './html-hidden.ts';
import { htmlTableLines } from './html-table.ts';

/** Where browsers, too, look for a charset. */
const HEAD_BYTES = 1024;
const DROPPED = 'script style template noscript svg math img object iframe canvas audio video select hr'.split(' ');
const HEADINGS = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'];
const HIDDEN = [
  '[hidden]',
  '[style*="display:none" i]',
  '[style*="display: none" i]',
  '[style*="visibility:hidden" i]',
];
const LINES = 'title tr dt dd section figcaption caption summary address legend'.split(' ');

type Sibling = DomNode & { prev?: Sibling | null }; // there, and not in the type

/** A table: rows as lines where it holds values, else its content, of which cells are told apart. */
const table: FormatCallback = (element, walk, builder) => {
  const lines = htmlTableLines(element);
  builder.openBlock({ leadingLineBreaks: 2 });
  walk(lines === null ? element.children : captionsOf(element), builder);
  for (const [at, line] of (lines ?? []).entries()) {
    if (at > 0) builder.addLineBreak();
    builder.addInline(line);
  }
  builder.closeBlock({ trailingLineBreaks: 2 });
};

/** A cell of a page's layout, told apart from the one before it: words do not run together. */
const cell: FormatCallback = (element, walk, builder) => {
  if (!isFirstCell(element)) builder.addInline(' | ');
  walk(element.children, builder);
};

const OPTIONS: HtmlToTextOptions = {
  wordwrap: false,
  limits: { maxInputLength: Number.MAX_SAFE_INTEGER },
  baseElements: { selectors: [] },
  formatters: { cell, table },
  selectors: [
    ...DROPPED.map((selector) => ({ selector, format: 'skip' })),
    ...HEADINGS.map((selector) => ({ selector, options: { uppercase: false } })),
    ...LINES.map((selector) => ({ selector, format: 'block' })),
    ...['td', 'th'].map((selector) => ({ selector, format: 'cell' })),
    { selector: 'table', format: 'table' },
    { selector: 'a', options: { ignoreHref: true } },
    ...HIDDEN.map((selector) => ({ selector, format: 'skip' })),
  ],
};
const toText = compile(OPTIONS);

/**
 * The readable text of a page: paragraphs, list items and table rows on lines of their own; no scripts, no link targets.
 * @throws RangeError when elements are nested some thousands deep.
 */
export function parseHtml(bytes: Uint8Array): Extract {
  return { text: htmlText(decodeText(bytes, declaredCharset(bytes))), pageStarts: [] };
}

/** The same of a page that is decoded already. */
export function htmlText(html: string): string {
  const hidden = hiddenSelectors(html).map((selector) => ({ selector, format: 'skip' }));
  if (hidden.length === 0) return toText(html);
  return compile({ ...OPTIONS, selectors: [...(OPTIONS.selectors ?? []), ...hidden] })(html);
}

function declaredCharset(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, HEAD_BYTES));
  const [, charset] = /<(?:meta[^>]+charset|\?xml[^>]+encoding)\s*=\s*["']?\s*([\w:.-]+)/i.exec(head) ?? [];
  return charset;
}

function captionsOf({ children }: DomNode): DomNode[] {
  return (children ?? []).filter(({ name }) => name === 'caption');
}

function isFirstCell(cell: DomNode): boolean {
  let before = (cell as Sibling).prev;
  while (before && before.type !== 'tag') before = before.prev;
  return !before;
}
