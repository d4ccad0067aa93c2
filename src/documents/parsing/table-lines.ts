const COLUMN_NAME_MAX_CHARS = 60;

/** Whether the first row names the columns: known of the format, or to be told by the cells. */
export type TableHead = 'named' | 'nameless' | 'unknown';

type Options = { head?: TableHead; maxChars?: number };

/**
 * The rows of a table as lines, each cell under its column's name (`city: Paris; age: 30`): a row then says by itself what
 * it is about, wherever it is cut and cited. Where that would pass `maxChars`, names are left out. Empty rows are dropped.
 */
export function tableLines(
  rows: readonly (readonly string[])[],
  { head = 'unknown', maxChars }: Options = {},
): string[] {
  const table = rows.map((cells) => cells.map(onOneLine)).filter((cells) => cells.some(Boolean));
  const withNames = namesColumns(table, head) ? linesWithNames(table) : null;
  const lines = withNames && chars(withNames) <= (maxChars ?? Number.POSITIVE_INFINITY) ? withNames : table.map(line);
  return lines.filter(Boolean);
}

/** A name and a value as one cell reads: `name: value`. */
export function named(name: string | undefined, value: string): string {
  if (!name || !value || name === value) return value;
  return /[:?]$/.test(name) ? `${name} ${value}` : `${name}: ${value}`;
}

function namesColumns([names, ...rows]: readonly (readonly string[])[], head: TableHead): boolean {
  if (head === 'nameless' || !names || rows.length === 0) return false;
  return head === 'named' ? names.filter(Boolean).length > 0 : looksLikeNames(names, rows[0] ?? []);
}

/** Two or more short, different words over a row of as many cells; a row with numbers or gaps is data. */
function looksLikeNames(names: readonly string[], below: readonly string[]): boolean {
  if (names.length < 2 || names.length !== below.length) return false;
  const nameless = names.some(
    (name) => name.length > COLUMN_NAME_MAX_CHARS || !/\p{L}/u.test(name) || name.includes(': '),
  );
  return !nameless && new Set(names).size === names.length;
}

function linesWithNames([names = [], ...rows]: readonly (readonly string[])[]): string[] {
  return [line(names), ...rows.map((cells) => line(cells.map((cell, column) => named(names[column], cell))))];
}

function line(cells: readonly string[]): string {
  return cells.filter(Boolean).join('; ');
}

function onOneLine(cell: string): string {
  return cell.replace(/\s+/g, ' ').trim();
}

function chars(lines: readonly string[]): number {
  return lines.reduce((sum, { length }) => sum + length + 1, 0);
}
