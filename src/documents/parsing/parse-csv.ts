import type { Extract } from '../document.ts';
import { decodeText } from './charset.ts';
import { csvRows, delimiterOf } from './csv-rows.ts';
import type { ParseLimits } from './parse-limits.ts';
import { tableLines } from './table-lines.ts';

/** Rows as lines, each cell under its column's name where the first row names the columns. */
export function parseCsv(bytes: Uint8Array, { maxChars }: Pick<ParseLimits, 'maxChars'>): Extract {
  const text = decodeText(bytes);
  return { text: tableLines([...csvRows(text, delimiterOf(text))], { maxChars }).join('\n'), pageStarts: [] };
}
