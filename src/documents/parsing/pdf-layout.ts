/** A run of glyphs as pdf.js finds it. `transform` ends in the x and y of its start; y grows upwards, in points. */
export type TextRun = {
  readonly str: string;
  readonly width: number;
  readonly height: number;
  readonly transform: readonly number[];
  readonly hasEOL: boolean;
};

type Line = { text: string; x: number; y: number; right: number; height: number };
/** What is usual on this page: the distance of two lines, the width that text fills, and the size of letters, in points. */
type Usual = { gap: number; width: number; height: number };

const PARAGRAPH = '\n\n';
/** Lines farther apart than this many times the usual distance are two paragraphs. */
const PARAGRAPH_GAP = 1.4;
const HEADING_SIZE = 1.15;
const BULLET = /^(?:[•‣◦▪■●○–—*·]|-\s|\(?\d{1,3}[.)]\s|\(?[a-z][.)]\s)/;

/**
 * The text of a page. Lines that only the page's width broke are joined, and words hyphenated there are whole again;
 * deliberate line ends stay; paragraphs, told by the space between them or the size of their letters, are set apart by an empty line.
 */
export function pageText(runs: readonly TextRun[]): string {
  const lines = linesOf(runs);
  const usual = usualOf(lines);
  const parts: string[] = [];
  for (const [at, line] of lines.entries()) {
    const before = lines[at - 1];
    const gap = before ? between(before, line, usual) : '';
    if (gap === ' ' && hyphenated(before?.text ?? '', line.text)) parts.push(parts.pop()!.slice(0, -1), line.text);
    else parts.push(gap, line.text);
  }
  return parts.join('');
}

function usualOf(lines: readonly Line[]): Usual {
  const gaps = lines.flatMap((line, at) => (at > 0 ? lines[at - 1]!.y - line.y : [])).filter((gap) => gap > 0);
  return {
    gap: quantile(gaps, 0.5),
    width: quantile(
      lines.map(({ x, right }) => right - x),
      0.8,
    ),
    height: quantile(
      lines.map(({ height }) => height),
      0.5,
    ),
  };
}

function linesOf(runs: readonly TextRun[]): Line[] {
  const lines: Line[] = [];
  let line: TextRun[] = [];
  for (const run of runs) {
    if (run.str) line.push(run);
    if (!run.hasEOL) continue;
    lines.push(...lineOf(line));
    line = [];
  }
  return [...lines, ...lineOf(line)];
}

function lineOf(runs: readonly TextRun[]): Line[] {
  const text = runs
    .map(({ str }) => str)
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
  const inked = runs.filter(({ str }) => str.trim());
  if (!text || !inked[0]) return [];
  const lefts = inked.map(({ transform }) => transform[4] ?? 0);
  const rights = inked.map(({ width }, at) => lefts[at]! + width);
  const heights = inked.map(({ height }) => height);
  return [{ text, x: least(lefts), y: inked[0].transform[5] ?? 0, right: most(rights), height: most(heights) }];
}

function between(before: Line, line: Line, usual: Usual): string {
  const gap = before.y - line.y;
  const [small, large] = before.height < line.height ? [before.height, line.height] : [line.height, before.height];
  const usualGap = usual.gap * Math.max(1, line.height / usual.height);
  if (gap > usualGap * PARAGRAPH_GAP || large > small * HEADING_SIZE) return PARAGRAPH;
  const runsOn = /^\p{Ll}/u.test(line.text) && !/[.!?:;]["”’)]?$/.test(before.text);
  if (gap < -before.height) return runsOn ? ' ' : PARAGRAPH; // up again: the next column
  if (BULLET.test(line.text)) return '\n';
  if (line.x - before.x > line.height && /^[\p{Lu}"“]/u.test(line.text) && !BULLET.test(before.text)) return PARAGRAPH;
  const width = before.right - before.x;
  if (runsOn && width > usual.width / 2) return ' ';
  return width + widthOfFirstWord(line) > usual.width ? ' ' : '\n';
}

/** Had it fitted, the line before would not have ended where it does. */
function widthOfFirstWord({ text, x, right }: Line): number {
  const letters = text.search(/\s|$/) + 1;
  return ((right - x) * letters) / text.length;
}

function hyphenated(before: string, text: string): boolean {
  return /\p{L}[-\u00ad\u2010]$/u.test(before) && /^\p{Ll}/u.test(text);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b));
}

function most(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b));
}
