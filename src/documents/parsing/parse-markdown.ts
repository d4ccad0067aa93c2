import type { Extract } from '../document.ts';
import { decodeText } from './charset.ts';
import { tableLines } from './table-lines.ts';

const FENCE = /^ {0,3}(?:`{3,}|~{3,})/;
/** The line below the names: `|---|:--:|`. */
const RULE = /^ {0,3}\|?(?:\s{0,9}:?-+:?\s{0,9}\|)+(?:\s{0,9}:?-+:?\s{0,9})?$/;

/**
 * Markdown as it is, line ends included, so that a citation reads as the file does; but the rows of its tables (GFM) say
 * what they are about, each cell under its column's name.
 */
export function parseMarkdown(bytes: Uint8Array): Extract {
  const text = decodeText(bytes);
  if (!text.includes('|')) return { text, pageStarts: [] };
  const lines = text.split(/(?<=\n)/);
  const parts: string[] = [];
  let inFence = false;
  for (let at = 0; at < lines.length; ) {
    if (FENCE.test(lines[at]!)) inFence = !inFence;
    const length = inFence ? 0 : tableLength(lines, at);
    if (length > 0) parts.push(tableText(lines.slice(at, at + length)));
    else parts.push(lines[at]!);
    at += length || 1;
  }
  return { text: parts.join(''), pageStarts: [] };
}

/** Lines of the table that begins here: names, rule, rows; 0: none does. */
function tableLength(lines: readonly string[], at: number): number {
  if (!lines[at]!.includes('|') || !RULE.test((lines[at + 1] ?? '').trimEnd())) return 0;
  if (cellsOf(lines[at]!).length !== cellsOf(lines[at + 1]!).length) return 0;
  let end = at + 2;
  while (end < lines.length && lines[end]!.includes('|')) end++;
  return end - at;
}

function tableText(lines: readonly string[]): string {
  const [names, , ...rows] = lines;
  const [, lineEnd = ''] = /(\r?\n)?$/.exec(lines.at(-1)!) ?? [];
  const read = tableLines([cellsOf(names!), ...rows.map(cellsOf)], { head: 'named' });
  return read.join(/\r?\n$/.exec(names!)?.[0] ?? '\n') + lineEnd;
}

/** What stands between the bars; `\|` is one of the text. */
function cellsOf(line: string): string[] {
  const bare = line.trim().replace(/^\|/, '');
  const cells = bare.split(/(?<!\\)\|/).map((cell) => plain(cell.replaceAll('\\|', '|').trim()));
  return cells.at(-1) === '' ? cells.slice(0, -1) : cells;
}

/** Of marks that only a whole cell has, for emphasis. */
function plain(cell: string): string {
  return cell.replace(/^(\*\*|__|`)(.+)\1$/, '$2');
}
