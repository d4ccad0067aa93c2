/** A longer line is no row that anybody reads at once. */
const ROW_MAX_CHARS = 1000;
/** A column's name: no part of a sentence that explains a word in brackets. */
const NAME = String.raw`(?:[^\n:;()]|\([^\n:;()]{0,60}\)){1,60}`;
const ROW = new RegExp(`^${NAME}: [^\\n]*?; ${NAME}: \\S`);

/**
 * Where the row of a table ends that begins at `start`, as the parsers write it: `name: Ana; age: 30`, on a line of its own.
 * Null where none begins. A row is one sentence, whatever full stops stand in its cells.
 */
export function tableRowEnd(text: string, start: number): number | null {
  if (start > 0 && text[start - 1] !== '\n') return null;
  const [line = ''] = text.slice(start, start + ROW_MAX_CHARS).split('\n', 1);
  return line.length < ROW_MAX_CHARS && ROW.test(line) ? start + line.length : null;
}
