const DELIMITERS = [',', ';', '\t', '|'] as const;
const HEAD_CHARS = 10_000;

/** The delimiter that the first line has most of; a comma if it has none. */
export function delimiterOf(text: string): string {
  const [head = ''] = text.slice(0, HEAD_CHARS).split(/[\r\n]/, 1);
  const bare = head.replace(/"[^"]*"/g, '');
  const counted = DELIMITERS.map((delimiter) => ({ delimiter, times: bare.split(delimiter).length }));
  return counted.reduce((most, next) => (next.times > most.times ? next : most)).delimiter;
}

/** The cells of each row of a CSV text (RFC 4180). A quote in the wrong place is an ordinary character. Linear in the text. */
export function* csvRows(text: string, delimiter: string): Generator<string[]> {
  const boundary = new RegExp(`[\\r\\n${delimiter}]`.replace('|', '\\|'), 'g');
  let cells: string[] = [];
  for (let at = 0; at < text.length || cells.length > 0; ) {
    const quoted = text[at] === '"' ? quotedCell(text, at) : null;
    boundary.lastIndex = quoted?.end ?? at;
    const end = boundary.exec(text)?.index ?? text.length;
    cells.push((quoted?.value ?? '') + text.slice(quoted?.end ?? at, end));
    at = end + 1;
    if (text[end] === delimiter) continue;
    if (text[end] === '\r' && text[at] === '\n') at++;
    yield cells;
    cells = [];
  }
}

/** What stands between the quotes, and where the closing one ends; null if none closes. */
function quotedCell(text: string, start: number): { value: string; end: number } | null {
  for (let from = start + 1; ; from += 2) {
    from = text.indexOf('"', from);
    if (from < 0) return null;
    if (text[from + 1] !== '"') return { value: text.slice(start + 1, from).replaceAll('""', '"'), end: from + 1 };
  }
}
