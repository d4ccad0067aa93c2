import type { Line } from './pdf-lines.ts';
import { rowsOf } from './pdf-rows.ts';
import { tableLength } from './pdf-table.ts';
import { type Table, tableText } from './pdf-table-text.ts';

/** What is usual on this page: the distance of two lines, the width that text fills, and the size of letters, in points. */
type Usual = { gap: number; width: number; height: number };
/** A stretch of a page: lines of prose, or the rows of a table. */
type Block = { readonly lines: Line[] } | { readonly rows: readonly string[] };
/** The text of a page, and the table that it ends in. */
export type PageText = { readonly text: string; readonly table: Table | null };

const PARAGRAPH = '\n\n';
/** Lines farther apart than this many times the usual distance are two paragraphs. */
const PARAGRAPH_GAP = 1.4;
const HEADING_SIZE = 1.15;
const BULLET = /^(?:[•‣◦▪■●○–—*·]|-\s|\(?\d{1,3}[.)]\s|\(?[a-z][.)]\s)/;

/**
 * The text of a page. Lines that only the page's width broke are joined, and words hyphenated there are whole again;
 * deliberate line ends stay; paragraphs, told by the space between them or the size of their letters, are set apart by an
 * empty line, and so are tables, of which each row is a line. `before` is the table that the page before ended in.
 */
export function pageText(lines: readonly Line[], before: Table | null = null): PageText {
  const { blocks, table } = blocksOf(lines, before);
  const usual = usualOf(blocks.flatMap((block) => ('lines' in block ? block.lines : [])));
  const text = blocks.map((block) => ('rows' in block ? block.rows.join('\n') : proseText(block.lines, usual)));
  return { text: text.filter(Boolean).join(PARAGRAPH), table };
}

function blocksOf(lines: readonly Line[], before: Table | null): { blocks: Block[]; table: Table | null } {
  const blocks: Block[] = [];
  const rows = rowsOf(lines);
  let table = before;
  for (let at = 0; at < rows.length; ) {
    const length = tableLength(rows, at);
    if (length > 0) {
      const read = tableText(rows.slice(at, at + length), table);
      table = read.table;
      blocks.push({ rows: read.lines });
      at += length;
    } else {
      table = null;
      addLines(blocks, rows[at]!.lines);
      at++;
    }
  }
  return { blocks, table };
}

function addLines(blocks: Block[], lines: readonly Line[]): void {
  const last = blocks.at(-1);
  if (last && 'lines' in last) last.lines.push(...lines);
  else blocks.push({ lines: [...lines] });
}

function proseText(lines: readonly Line[], usual: Usual): string {
  const parts: string[] = [];
  for (const [at, line] of lines.entries()) {
    const before = lines[at - 1];
    const gap = before ? between(before, line, usual) : '';
    if (gap === ' ' && hyphenated(before?.text ?? '', line.text)) parts.push(parts.pop()!.slice(0, -1), line.text);
    else parts.push(gap, line.text);
  }
  return parts.join('');
}

function usualOf(lines: readonly Line[]): Usual {
  const gaps = lines.flatMap((line, at) => (at > 0 ? lines[at - 1]!.y - line.y : [])).filter((gap) => gap > 0);
  return {
    gap: quantile(gaps, 0.5),
    width: quantile(
      lines.map(({ x, right }) => right - x),
      0.8,
    ),
    height: quantile(
      lines.map(({ height }) => height),
      0.5,
    ),
  };
}

function between(before: Line, line: Line, usual: Usual): string {
  const gap = before.y - line.y;
  const [small, large] = before.height < line.height ? [before.height, line.height] : [line.height, before.height];
  const usualGap = usual.gap * Math.max(1, line.height / usual.height);
  if (gap > usualGap * PARAGRAPH_GAP || large > small * HEADING_SIZE) return PARAGRAPH;
  if (before.isForm || line.isForm) return '\n';
  const runsOn = /^\p{Ll}/u.test(line.text) && !/[.!?:;]["”’)]?$/.test(before.text);
  if (gap < -before.height) return runsOn ? ' ' : PARAGRAPH; // up again: the next column
  if (BULLET.test(line.text)) return '\n';
  if (line.x - before.x > line.height && /^[\p{Lu}"“]/u.test(line.text) && !BULLET.test(before.text)) return PARAGRAPH;
  const width = before.right - before.x;
  if (runsOn && width > usual.width / 2) return ' ';
  return width + widthOfFirstWord(line) > usual.width ? ' ' : '\n';
}

/** Had it fitted, the line before would not have ended where it does. */
function widthOfFirstWord({ text, x, right }: Line): number {
  const letters = text.search(/\s|$/) + 1;
  return ((right - x) * letters) / text.length;
}

function hyphenated(before: string, text: string): boolean {
  return /\p{L}[-\u00ad\u2010]$/u.test(before) && /^\p{Ll}/u.test(text);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
}
