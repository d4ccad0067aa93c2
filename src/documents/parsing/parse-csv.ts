import type { Extract } from '../document.ts';
import { decodeText } from './charset.ts';
import { csvRows, delimiterOf } from './csv-rows.ts';
import type { ParseLimits } from './parse-limits.ts';

const COLUMN_NAME_MAX_CHARS = 60;

/**
 * Rows as lines, each cell under its column's name where the first row names the columns (`city: Paris; age: 30`): a row
 * then says by itself what it is about, wherever it is cut and cited. Where that would pass the limit, names are left out.
 */
export function parseCsv(bytes: Uint8Array, { maxChars }: Pick<ParseLimits, 'maxChars'>): Extract {
  const text = decodeText(bytes);
  const rows: string[][] = [];
  for (const cells of csvRows(text, delimiterOf(text)))
    rows.push(cells.map((cell) => cell.replace(/\s+/g, ' ').trim()));
  const withNames = linesWithNames(rows);
  const lines = withNames && chars(withNames) <= maxChars ? withNames : rows.map((cells) => line(cells));
  return { text: lines.filter(Boolean).join('\n'), pageStarts: [] };
}

function linesWithNames([names, ...rows]: readonly string[][]): string[] | null {
  if (!names || rows.length === 0 || !looksLikeNames(names, rows[0] ?? [])) return null;
  return [line(names), ...rows.map((cells) => line(cells.map((cell, column) => named(names[column], cell))))];
}

/** Two or more short, different words over a row of as many cells; a row with numbers or gaps is data. */
function looksLikeNames(names: readonly string[], below: readonly string[]): boolean {
  if (names.length < 2 || names.length !== below.length) return false;
  const nameless = names.some((name) => name.length > COLUMN_NAME_MAX_CHARS || !/\p{L}/u.test(name));
  return !nameless && new Set(names).size === names.length;
}

function named(name: string | undefined, cell: string): string {
  return name && cell ? `${name}: ${cell}` : cell;
}

function line(cells: readonly string[]): string {
  return cells.filter(Boolean).join('; ');
}

function chars(lines: readonly string[]): number {
  return lines.reduce((sum, { length }) => sum + length + 1, 0);
}
