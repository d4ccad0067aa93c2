import { readXml } from './xml.ts';

/** What the cells of a sheet refer to. */
export type SheetBook = { readonly texts: readonly string[]; number(value: string, style: number): string };

/** A cell beyond this column stands next to the one before it: a sheet may be 16,384 wide, and hold two cells. */
const COLUMNS_MAX = 256;

/** The texts that cells share. */
export function sharedTexts(xml: string): string[] {
  const texts: string[] = [];
  let words: string[] = [];
  let inText = false;
  let phonetic = 0;
  readXml(xml, {
    open(name) {
      if (name === 'si') words = [];
      if (name === 'rPh') phonetic++;
      inText = name === 't' && phonetic === 0;
    },
    close(name) {
      if (name === 'si') texts.push(words.join(''));
      if (name === 'rPh') phonetic--;
      if (name === 't') inText = false;
    },
    text(text) {
      if (inText) words.push(text);
    },
  });
  return texts;
}

/** The cells of each row, empty ones too; rows that the file leaves out are one empty row. */
export function sheetRows(xml: string, { texts, number }: SheetBook): string[][] {
  const rows: string[][] = [];
  let last = 0;
  let cell: { column: number; type: string; style: number } | null = null;
  let value: string[] = [];
  let inValue = false;
  readXml(xml, {
    open(name, { r = '', t = 'n', s = '0' }) {
      if (name === 'row') {
        const at = Number(r) || last + 1;
        if (at > last + 1 && rows.length > 0) rows.push([]);
        last = at;
        rows.push([]);
      } else if (name === 'c') {
        cell = { column: columnOf(r), type: t, style: Number(s) || 0 };
        value = [];
      }
      inValue = name === 'v' || (name === 't' && cell?.type === 'inlineStr');
    },
    close(name) {
      inValue = false;
      const row = rows.at(-1);
      if (name !== 'c' || !cell || !row) return;
      const text = shown(value.join(''), cell);
      const column = cell.column >= 0 && cell.column < COLUMNS_MAX ? cell.column : row.length;
      while (row.length < column) row.push('');
      if (text) row[column] = text;
      cell = null;
    },
    text(text) {
      if (inValue) value.push(text);
    },
  });
  return rows;

  function shown(raw: string, { type, style }: { type: string; style: number }): string {
    if (type === 's') return texts[Number(raw)] ?? '';
    if (type === 'b') return raw === '1' ? 'yes' : 'no';
    if (type === 'e') return '';
    return type === 'n' ? number(raw, style) : raw;
  }
}

/** 0 for `A1`, 27 for `AB7`; -1 where it is not told. */
function columnOf(reference: string): number {
  const [letters = ''] = /^[A-Z]{1,3}/.exec(reference) ?? [];
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}
