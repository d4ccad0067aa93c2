import { named, type TableHead, tableLines } from './table-lines.ts';

const FIGURE = /^[^\p{L}]{0,3}\d[\d.,:%\s/–-]*\p{L}{0,3}\.?[^\p{L}]{0,2}$|^[–—-]?$/u;

/** A table's rows as lines, and the names of its columns where the first row has them. */
export type TableText = { readonly lines: string[]; readonly names: readonly string[] | null };

/**
 * The rows of a table as people set them, as lines. Where nothing tells that the first row names the columns, a row of two
 * cells is a name and its value, and one of more cells is read as in CSV.
 */
export function documentTable(rows: readonly (readonly string[])[], head: TableHead): TableText {
  const [first = []] = rows;
  const hasNames = head === 'named' || (head === 'unknown' && hasFigures(rows));
  const columns = rows.reduce((most, { length }) => Math.max(most, length), 0);
  if (!hasNames && columns === 2) {
    const pairs = rows.map(([name = '', value = '']) =>
      isFilled(name) || isFilled(value) ? [name, value] : [named(name, value) || name],
    );
    return { lines: tableLines(pairs), names: null };
  }
  return {
    lines: tableLines(rows, { head: hasNames ? 'named' : head }),
    names: hasNames || head === 'unknown' ? first : null,
  };
}

/** A field of a form with its label. */
function isFilled(text: string): boolean {
  return text.includes(': ') || /[☒☐]/.test(text);
}

/** A column of figures below a word. */
function hasFigures([names = [], ...rows]: readonly (readonly string[])[]): boolean {
  return (
    rows.length > 0 &&
    names.some(
      (name, at) =>
        !/\d/.test(name) &&
        /\p{L}/u.test(name) &&
        rows.every((cells) => FIGURE.test(cells[at] ?? '')) &&
        rows.some((cells) => cells[at]),
    )
  );
}
