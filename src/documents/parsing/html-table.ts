import type { DomNode } from 'html-to-text';
import { isHidden } from './html-hidden.ts';
import { type SpannedCell, spanOf, spread } from './spread-cells.ts';
import { named, tableLines } from './table-lines.ts';

/** A larger cell holds layout, not a value. */
const CELL_MAX_NODES = 200;
const BLOCKS = new Set(['table', 'ul', 'ol', 'pre', 'blockquote', 'img', 'script', 'style', 'h1', 'h2', 'h3', 'form']);
/** A cell of so many letters is a text that was laid out in a table. */
const CELL_MAX_CHARS = 600;

/** A table of values as lines, each row on one; null for one that lays a page out. */
export function htmlTableLines(table: DomNode): string[] | null {
  const rows = rowsOf(table);
  const cells: SpannedCell[][] = [];
  for (const row of rows) {
    const read = cellsOf(row).map((cell) => ({ cell, text: cellText(cell) }));
    if (read.some(({ text }) => text === null || text.length > CELL_MAX_CHARS)) return null;
    cells.push(
      read.map(({ cell, text }) => ({
        text: text!,
        columns: spanOf(cell.attribs?.colspan),
        rows: spanOf(cell.attribs?.rowspan),
      })),
    );
  }
  if (rows.length > 0 && rows.every((row) => isLabelled(cellsOf(row))))
    return cells.map(([name, value]) => named(name!.text, value!.text));
  const heads = rows.findIndex((row) => !namesColumns(cellsOf(row)));
  if (heads < 1) return tableLines(spread(cells));
  const grid = spread(cells);
  return tableLines([oneHead(grid.slice(0, heads)), ...grid.slice(heads)], { head: 'named' });
}

/** All but the corner. */
function namesColumns(cells: readonly DomNode[]): boolean {
  return cells.length > 0 && cells.slice(1).every(({ name }) => name === 'th') && cells.at(-1)!.name === 'th';
}

/** What several rows of names say of each column. */
function oneHead(rows: readonly string[][]): string[] {
  return Array.from(rows[0] ?? [], (_, at) => [...new Set(rows.map((row) => row[at] ?? ''))].filter(Boolean).join(' '));
}

/** A name and its value. */
function isLabelled(cells: readonly DomNode[]): boolean {
  return cells.length === 2 && cells[0]!.name === 'th' && cells[1]!.name === 'td';
}

function rowsOf(table: DomNode): DomNode[] {
  return (table.children ?? []).flatMap((child) => {
    if (isHidden(child)) return [];
    if (child.name === 'tr') return [child];
    return /^t(?:head|body|foot)$/.test(child.name ?? '') ? rowsOf(child) : [];
  });
}

function cellsOf(row: DomNode): DomNode[] {
  return (row.children ?? []).filter((child) => (child.name === 'td' || child.name === 'th') && !isHidden(child));
}

/** The text of a small table cell on one line; null for one that has blocks of its own. */
function cellText(cell: DomNode): string | null {
  const waiting = [...(cell.children ?? [])].reverse();
  const words: string[] = [];
  for (let seen = 0; waiting.length > 0; seen++) {
    const node = waiting.pop() as DomNode;
    if (seen > CELL_MAX_NODES || BLOCKS.has(node.name ?? '')) return null;
    if (node.type === 'text') words.push(node.data ?? '');
    if (node.type === 'tag' && isHidden(node)) continue;
    if (node.name === 'br' || node.name === 'p' || node.name === 'div') words.push(' ');
    for (const child of [...(node.children ?? [])].reverse()) waiting.push(child);
  }
  return words.join('').replace(/\s+/g, ' ').trim();
}
