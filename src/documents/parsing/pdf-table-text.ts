import { documentTable } from './document-table.ts';
import type { Part } from './pdf-lines.ts';
import { overlap, type Row } from './pdf-rows.ts';
import { type TableHead, tableLines } from './table-lines.ts';

type Column = { readonly x: number; readonly right: number };
/** A table goes on over the next page without naming its columns again. */
export type Table = { readonly columns: readonly Column[]; readonly names: readonly string[] | null };

/** The lines of a table, each row on one. Without a head of its own, one that goes on from the page before has that one's. */
export function tableText(rows: readonly Row[], before: Table | null): { lines: string[]; table: Table } {
  const columns = columnsOf(rows);
  const cells = rows.map((row) => inColumns(row, columns));
  const head = headOf(rows, cells);
  const goesOn = head !== 'named' && before?.names && isSame(before.columns, columns);
  if (goesOn) return { lines: tableLines([before.names!, ...cells], { head: 'named' }).slice(1), table: before };
  const { lines, names } = documentTable(cells, head);
  return { lines, table: { columns, names } };
}

/** By the rows that have most cells. */
function columnsOf(rows: readonly Row[]): Column[] {
  const most = Math.max(...rows.map(({ cells }) => cells.length));
  const full = rows.filter(({ cells }) => cells.length === most);
  return Array.from({ length: most }, (_, at) => ({
    x: Math.min(...full.map(({ cells }) => cells[at]!.x)),
    right: Math.max(...full.map(({ cells }) => cells[at]!.right)),
  }));
}

/** The text of a row's cells by column. Words that stand narrowly apart are two cells where a column's edge lies between. */
function inColumns({ cells }: Row, columns: readonly Column[]): string[] {
  const texts = columns.map(() => [] as string[]);
  const whole = cells.length === columns.length;
  for (const [at, cell] of cells.entries())
    for (const piece of cell.pieces)
      for (const part of whole ? [piece] : apart(piece.parts, columns))
        texts[whole ? at : nearest(part, columns)]!.push(part.text);
  return texts.map((parts) => parts.reduce(joined, ''));
}

/** Parts of one column are put together again. */
function apart(parts: readonly Part[], columns: readonly Column[]): Part[] {
  const found: Part[] = [];
  for (const part of parts) {
    const before = found.at(-1);
    if (before && nearest(before, columns) === nearest(part, columns))
      found[found.length - 1] = { x: before.x, right: part.right, text: `${before.text} ${part.text}` };
    else found.push(part);
  }
  return found;
}

function joined(before: string, text: string): string {
  if (!before) return text;
  return /\p{L}[-\u00ad\u2010]$/u.test(before) && /^\p{Ll}/u.test(text)
    ? before.slice(0, -1) + text
    : `${before} ${text}`;
}

/** The column that a cell shares most with, else the one whose middle is nearest. */
function nearest(cell: Column, columns: readonly Column[]): number {
  const shared = columns.map(({ x, right }) => Math.min(right, cell.right) - Math.max(x, cell.x));
  return shared.indexOf(Math.max(...shared)); // negative: the distance
}

/** A first row in a font of its own names the columns. */
function headOf(rows: readonly Row[], cells: readonly string[][]): TableHead {
  if (rows.length < 2 || cells[0]!.filter(Boolean).length < 2) return 'nameless';
  const [first, second] = rows.map((row) => fontsOf(row)) as [Set<string>, Set<string>];
  if (first.isDisjointFrom(second)) return 'named';
  return first.size > 1 ? 'nameless' : 'unknown';
}

function fontsOf({ cells }: Row): Set<string> {
  return new Set(cells.flatMap(({ pieces }) => pieces.map(({ font }) => font)));
}

function isSame(one: readonly Column[], other: readonly Column[]): boolean {
  return one.length === other.length && one.every((column, at) => overlap(column, other[at]!));
}
