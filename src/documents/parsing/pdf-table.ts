import { type Cell, overlap, type Row } from './pdf-rows.ts';

/** Rows farther apart than this many heights of a letter belong to different tables. */
const ROW_GAP = 3.5;
/** A row of longer cells is no row of a table but columns of prose. */
const CELL_MAX_CHARS = 400;
const CELL_MAX_LINES = 12;
const PROSE_MIN_LINES = 3;

/** How many rows from `from` on are one table; 0: none begins there. Two rows of the same columns make one. */
export function tableLength(rows: readonly Row[], from: number): number {
  const first = rows[from]!;
  if (first.cells.length < 2 || !isOfCells(first)) return 0;
  let length = 1;
  let widest = first;
  for (let at = from + 1; at < rows.length; at++) {
    const row = rows[at]!;
    if (!follows(rows[at - 1]!, row) || !isOfCells(row) || !fits(widest, row, rows[at + 1])) break;
    if (row.cells.length > widest.cells.length) widest = row;
    length = at - from + 1;
  }
  const full = rows.slice(from, from + length).filter(({ cells }) => cells.length > 1).length;
  return full > 1 ? length : 0;
}

/** Columns of prose are long, all of them. */
function isOfCells({ cells }: Row): boolean {
  return cells.every(isShort) && cells.some(({ pieces }) => pieces.length < PROSE_MIN_LINES);
}

function isShort({ pieces }: Cell): boolean {
  return pieces.length <= CELL_MAX_LINES && pieces.reduce((sum, { text }) => sum + text.length, 0) <= CELL_MAX_CHARS;
}

function follows(before: Row, row: Row): boolean {
  const height = Math.max(...row.cells.map(({ pieces }) => pieces[0]!.height));
  const gap = Math.min(...ys(before)) - Math.max(...ys(row));
  return gap > 0 && gap <= ROW_GAP * height;
}

function ys({ cells }: Row): number[] {
  return cells.flatMap(({ pieces }) => pieces.map(({ y }) => y));
}

/** A row of fewer cells has each below one of the table's; one of a single cell is of the table only where that goes on. */
function fits(widest: Row, row: Row, next: Row | undefined): boolean {
  const [less, more] = widest.cells.length < row.cells.length ? [widest, row] : [row, widest];
  const within = less.cells.every((cell) => more.cells.some((other) => overlap(cell, other)));
  if (row.cells.length === more.cells.length && widest.cells.length === more.cells.length)
    return row.cells.filter((cell, at) => overlap(cell, widest.cells[at]!)).length * 2 >= row.cells.length;
  if (row.cells.length > 1) return within;
  const [only] = row.cells;
  const narrow = only!.right <= widest.cells[1]!.x && only!.pieces.length === 1;
  return (
    within &&
    narrow &&
    next !== undefined &&
    next.cells.length > 1 &&
    follows(row, next) &&
    fits(widest, next, undefined)
  );
}
