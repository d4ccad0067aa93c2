import { documentTable } from './document-table.ts';
import { type SpannedCell, spread } from './spread-cells.ts';

type Table = { rows: SpannedCell[][]; isNamed: boolean; isLayout: boolean };

/** Text of a document as its parts are met: paragraphs, items of lists, tables. */
export type Flow = {
  text(words: string): void;
  /** Ends a paragraph; `label`: the bullet or number of an item. */
  paragraph(label?: string): void;
  openTable(): void;
  openRow(): void;
  openCell(span?: { columns: number; rows: number }): void;
  /** `continues`: the cell of the row above goes on in this one. */
  closeCell(continues?: boolean): void;
  /** `isHead`: the row names the columns, and says so. */
  closeRow(isHead?: boolean): void;
  closeTable(): void;
  finish(): string;
};

/** Paragraphs set apart by an empty line, items of lists and rows on lines of their own. A table in a table's cell is set out as a table, and the outer one as text. */
export function createFlow(): Flow {
  const parts: { text: string; isItem: boolean }[] = [];
  const tables: Table[] = [];
  let words: string[] = [];
  let cell: string[] | null = null;
  let span = { columns: 1, rows: 1 };

  const add = (text: string, isItem = false) => {
    if (text) parts.push({ text, isItem });
  };
  const take = () => {
    const taken = words.join('').trim();
    words = [];
    return taken;
  };
  const setOut = (table: Table) => {
    for (const row of table.rows) for (const { text } of row) add(text);
    table.rows = [];
    table.isLayout = true;
  };
  const paragraph = (label = '') => {
    const taken = take();
    if (!taken) return;
    const text = label ? `${label} ${taken}` : taken;
    if (cell) cell.push(text);
    else add(text, Boolean(label));
  };

  return {
    text: (some) => void words.push(some),
    paragraph,
    openTable() {
      paragraph();
      for (const table of tables) if (!table.isLayout) setOut(table);
      for (const text of cell ?? []) add(text);
      cell = null;
      tables.push({ rows: [], isNamed: false, isLayout: false });
    },
    openRow: () => void tables.at(-1)?.rows.push([]),
    openCell(given = { columns: 1, rows: 1 }) {
      span = given;
      cell = tables.at(-1)?.isLayout ? null : [];
    },
    closeCell(continues = false) {
      paragraph();
      const rows = tables.at(-1)?.rows ?? [];
      const row = rows.at(-1);
      if (cell && row) row.push({ text: continues ? cellAt(rows.at(-2) ?? [], width(row)) : cell.join(' '), ...span });
      cell = null;
    },
    closeRow(isHead = false) {
      const table = tables.at(-1);
      if (isHead && table?.rows.length === 1) table.isNamed = true;
    },
    closeTable() {
      paragraph();
      const table = tables.pop();
      if (table && !table.isLayout)
        add(documentTable(spread(table.rows), table.isNamed ? 'named' : 'unknown').lines.join('\n'));
    },
    finish() {
      while (tables.length > 0) this.closeTable();
      paragraph();
      return parts
        .map(({ text, isItem }, at) => (at === 0 ? '' : isItem && parts[at - 1]!.isItem ? '\n' : '\n\n') + text)
        .join('');
    },
  };
}

function width(row: readonly SpannedCell[]): number {
  return row.reduce((sum, { columns }) => sum + columns, 0);
}

/** The text of the cell that stands in this column of a row. */
function cellAt(row: readonly SpannedCell[], column: number): string {
  return row.find((_, at) => width(row.slice(0, at + 1)) > column)?.text ?? '';
}
