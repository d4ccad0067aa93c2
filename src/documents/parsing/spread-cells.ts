/** A cell and how many columns and rows it stands in. */
export type SpannedCell = { readonly text: string; readonly columns: number; readonly rows: number };

/** A cell stands for so many at most, whatever it says. */
const SPAN_MAX = 40;

/** A number of columns or rows as a hostile file may give it. */
export function spanOf(given: string | undefined): number {
  return Math.min(SPAN_MAX, Math.max(1, Number.parseInt(given ?? '1', 10) || 1));
}

/** Every cell in each row that it spans, and names of the first row in each column, so that a row names all that holds of it. */
export function spread(rows: readonly (readonly SpannedCell[])[]): string[][] {
  const grid: string[][] = rows.map(() => []);
  for (const [at, row] of rows.entries()) {
    let column = 0;
    for (const { text, columns, rows: down } of row) {
      while (grid[at]![column] !== undefined) column++;
      for (let below = 0; below < down && at + below < grid.length; below++)
        for (let right = 0; right < columns; right++)
          grid[at + below]![column + right] ??= right === 0 || at === 0 ? text : '';
      column += columns;
    }
  }
  return grid.map((row) => Array.from(row, (text) => text ?? ''));
}
