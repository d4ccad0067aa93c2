import type { Line, Piece } from './pdf-lines.ts';

/** One cell: its pieces, one below the other. */
export type Cell = { readonly pieces: readonly Piece[]; readonly x: number; readonly right: number };
/** What stands side by side on a page: the cells of a table's row, or one cell of prose. */
export type Row = { readonly cells: readonly Cell[]; readonly lines: readonly Line[] };

type Building = { cells: Piece[][]; lines: Line[] };
type Held = { piece: Piece; line: Line };

/** In heights of the letters: how far the lines of one cell lie apart at most, and how much two cells' first lines may differ. */
const LINE_GAP = 1.9;
const SAME_LINE = 0.5;
const RAISED_MAX = 12;
const ROW_APART = 1.2;
/** A bullet or number and what it counts are one line of a list. */
const LABEL = /^(?:[•‣◦▪■●○–—*·☐☒-]|\(?(?:\d{1,3}|[A-Za-z]|[ivx]{1,5})[.)]|\d{1,2}(?:\.\d{1,2}){1,3}\.?|\[\d{1,3}\])$/;

/**
 * Lines put side by side as they are drawn: a cell goes on below itself, the next one begins right of it and no lower than
 * it ended. So columns of prose are one row of two long cells, and the cells of a table's row, of several lines each, one row.
 */
export function rowsOf(lines: readonly Line[]): Row[] {
  const rows: Row[] = [];
  let row: Building | null = null;
  for (const held of lines.flatMap((line) => withoutLabels(line).map((piece) => ({ piece, line })))) {
    if (row && goesOn(row, held)) row.cells.at(-1)!.push(held.piece);
    else if (row && isBeside(row, held, rows.at(-1))) {
      const above = splitAbove(row, held.piece, rows.at(-1));
      if (above) rows.push(finished(above));
      row.cells.push([held.piece]);
    } else {
      if (row) rows.push(finished(row));
      row = { cells: [[held.piece]], lines: [] };
    }
    if (row.lines.at(-1) !== held.line) row.lines.push(held.line);
  }
  if (row) rows.push(finished(row));
  return rows;
}

/** A line of a list is one piece, though its label stands apart. */
function withoutLabels({ pieces }: Line): readonly Piece[] {
  const [label, first, ...others] = pieces;
  if (!label || !first || others.length > 0 || !LABEL.test(label.text)) return pieces;
  return [{ ...first, x: label.x, text: `${label.text} ${first.text}`, parts: [...label.parts, ...first.parts] }];
}

function goesOn({ cells, lines }: Building, { piece, line }: Held): boolean {
  const cell = cells.at(-1)!;
  const before = cell.at(-1)!;
  if (line === lines.at(-1)) return false;
  const down = before.y - piece.y;
  const height = Math.max(before.height, piece.height);
  const alone = line.pieces.length === 1 || cells.length > 1;
  return alone && down > SAME_LINE * height && down <= LINE_GAP * height && overlap(before, piece);
}

/** A cell may begin above the one before it, which is set at the foot of the row or in its middle, but not above the row. */
function isBeside({ cells }: Building, { piece }: Held, above: Row | undefined): boolean {
  const cell = cells.at(-1)!;
  const slack = SAME_LINE * piece.height;
  const right = Math.max(...cell.map((one) => one.right));
  const top = cells[0]![0]!.y;
  const ceiling = Math.min(bottomOf(above, top) - slack, top + RAISED_MAX * piece.height);
  return piece.x > right + slack / 2 && piece.y >= cell.at(-1)!.y - slack && piece.y <= Math.max(ceiling, top + slack);
}

/** Of the row before, if it stands above. */
function bottomOf(row: Row | undefined, top: number): number {
  const ys = row?.cells.flatMap(({ pieces }) => pieces.map(({ y }) => y)) ?? [];
  const bottom = ys.reduce((least, y) => Math.min(least, y), Number.POSITIVE_INFINITY);
  return bottom > top ? bottom : Number.POSITIVE_INFINITY;
}

/**
 * Takes off the lines of the first cell that end above the second one: they were prose, or a row of one cell; unless they
 * stand closer to each other than to the row above.
 */
function splitAbove(row: Building, { y, height }: Piece, before: Row | undefined): Building | null {
  const [first] = row.cells;
  if (row.cells.length > 1 || !first) return null;
  const own = first.slice(1).map((piece, at) => first[at]!.y - piece.y);
  const isOfTable = before && before.cells.length > 1 && first.length <= RAISED_MAX / 2;
  if (isOfTable && bottomOf(before, first[0]!.y) - first[0]!.y > ROW_APART * Math.max(...own)) return null;
  const above = first.filter((piece) => piece.y > y + SAME_LINE * 3 * height).length;
  if (above === 0) return null;
  return { cells: [first.splice(0, above)], lines: row.lines.splice(0, above) };
}

function finished({ cells, lines }: Building): Row {
  return {
    lines,
    cells: cells.map((pieces) => ({
      pieces,
      x: Math.min(...pieces.map(({ x }) => x)),
      right: Math.max(...pieces.map(({ right }) => right)),
    })),
  };
}

/** Whether one stands above or below a part of the other. */
export function overlap(one: { x: number; right: number }, other: { x: number; right: number }): boolean {
  return one.x < other.right && other.x < one.right;
}
