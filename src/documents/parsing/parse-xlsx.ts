import type { Extract } from '../document.ts';
import { documentTable } from './document-table.ts';
import { requireNoPassword } from './parse-docx.ts';
import { ParseError } from './parse-error.ts';
import type { ParseLimits } from './parse-limits.ts';
import { tableLines } from './table-lines.ts';
import { numberFormats, numberText, type Shown } from './xlsx-formats.ts';
import { type SheetBook, sharedTexts, sheetRows } from './xlsx-sheet.ts';
import { readXml } from './xml.ts';
import { openZipParts, type ZipParts } from './zip-parts.ts';

type Sheet = { name: string; target: string };

/**
 * The cells of a workbook, sheet by sheet, each row a line under the names of its columns; what empty rows set apart is a
 * table of its own. Formulas read as the value they had, hidden sheets not at all.
 * @throws ParseError `password_protected`, `corrupt_file`, `parse_limit_exceeded`.
 */
export async function parseXlsx(bytes: Buffer, limits: ParseLimits): Promise<Extract> {
  requireNoPassword(bytes);
  const parts = await openZipParts(bytes, limits);
  const { sheets, from1904 } = await workbook(parts);
  const formats: Shown[] = numberFormats(await parts.xml('xl/styles.xml'));
  const book: SheetBook = {
    texts: sharedTexts(await parts.xml('xl/sharedStrings.xml')),
    number: (value, style) => numberText(value, formats[style] ?? 'plain', { from1904 }),
  };
  const texts: string[] = [];
  let left = limits.maxChars;
  for (const { name, target } of sheets) {
    const text = sheetText(sheetRows(await parts.xml(target), book), left);
    left -= text.length;
    if (left < 0) throw new ParseError('parse_limit_exceeded', 'The workbook has more text than is read.');
    if (text) texts.push(sheets.length > 1 ? `${name}\n\n${text}` : text);
  }
  return { text: texts.join('\n\n'), pageStarts: [] };
}

async function workbook(parts: ZipParts): Promise<{ sheets: Sheet[]; from1904: boolean }> {
  const main = 'xl/workbook.xml';
  if (!parts.has(main)) throw new ParseError('corrupt_file', 'The workbook has no list of sheets.');
  const related = await parts.related(main);
  const sheets: Sheet[] = [];
  let from1904 = false;
  readXml(await parts.xml(main), {
    open(tag, { name = '', rid = '', state = 'visible', date1904 }) {
      if (tag === 'workbookPr') from1904 = date1904 === '1' || date1904 === 'true';
      const target = tag === 'sheet' && state === 'visible' ? related.get(rid)?.target : undefined;
      if (target && !sheets.some((sheet) => sheet.target === target)) sheets.push({ name, target });
    },
  });
  return { sheets, from1904 };
}

/** Titles above a table are lines of their own. */
function sheetText(rows: readonly string[][], maxChars: number): string {
  const texts: string[] = [];
  for (const block of blocksOf(rows)) {
    const first = block.findIndex((cells) => cells.filter(Boolean).length > 1);
    const titles = first < 0 ? block : block.slice(0, first);
    for (const cells of titles) texts.push(cells.filter(Boolean).join(' '));
    if (first >= 0) texts.push(tableText(block.slice(first), maxChars).join('\n'));
  }
  return texts.join('\n\n');
}

function tableText(rows: readonly string[][], maxChars: number): string[] {
  const left = Math.min(
    ...rows
      .slice(0, 1000)
      .map((cells) => cells.findIndex(Boolean))
      .filter((at) => at >= 0),
  );
  const width = rows.reduce((most, cells) => Math.max(most, cells.length), 0);
  const even = rows.map((cells) => Array.from({ length: width - left }, (_, at) => cells[at + left] ?? ''));
  const { lines } = documentTable(even, 'unknown');
  const chars = lines.reduce((sum, { length }) => sum + length + 1, 0);
  return chars > maxChars ? tableLines(even, { head: 'nameless' }) : lines;
}

function blocksOf(rows: readonly string[][]): string[][][] {
  const blocks: string[][][] = [];
  let wasEmpty = true;
  for (const cells of rows) {
    const isEmpty = !cells.some(Boolean);
    if (!isEmpty && wasEmpty) blocks.push([]);
    if (!isEmpty) blocks.at(-1)!.push(cells);
    wasEmpty = isEmpty;
  }
  return blocks;
}
