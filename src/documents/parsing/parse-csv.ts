import type { Extract } from '../document.ts';
import { decodeText } from './charset.ts';
import { csvRows, delimiterOf } from './csv-rows.ts';
import type { ParseLimits } from './parse-limits.ts';
import { tableLines } from './table-lines.ts';

/** Rows as lines, each cell under its column's name where the first row names the columns. */
export function parseCsv(bytes: Uint8Array, { maxChars }: Pick<ParseLimits, 'maxChars'>): Extract {
  const text = decodeText(bytes);
  return rowsText(text, delimiterOf(text), maxChars);
}

/** The same with cells between tabs, whatever else stands in the first line. */
export function parseTsv(bytes: Uint8Array, { maxChars }: Pick<ParseLimits, 'maxChars'>): Extract {
  return rowsText(decodeText(bytes), '\t', maxChars);
}

function rowsText(text: string, delimiter: string, maxChars: number): Extract {
  return { text: tableLines([...csvRows(text, delimiter)], { maxChars }).join('\n'), pageStarts: [] };
}
