/** A run of glyphs as pdf.js finds it. `transform` ends in the x and y of its start; y grows upwards, in points. */
export type TextRun = {
  readonly str: string;
  readonly width: number;
  readonly height: number;
  readonly transform: readonly number[];
  readonly hasEOL: boolean;
  readonly fontName?: string;
};

/** Runs of one line without a wide gap between them: the words of a line of prose, or of a line of a table's cell. */
export type Piece = {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly right: number;
  readonly height: number;
  readonly font: string;
  /** Its runs, told apart by gaps that may also be those of a narrow table. */
  readonly parts: readonly Part[];
};
export type Part = { readonly text: string; readonly x: number; readonly right: number };

/** Runs that follow each other on one height. `isForm`: a field was filled in, and no other line goes on with it. */
export type Line = Omit<Piece, 'parts'> & { readonly pieces: readonly Piece[]; readonly isForm?: boolean };

/** In heights of the letters: a gap that prose does not have, and one that it has only where it is justified. */
const WIDE_GAP = 1;
const NARROW_GAP = 0.45;

/** Where symbol fonts have their bullets, arrows and check marks. */
const PRIVATE_USE = /[\ue000-\uf8ff]/g;

/** The lines of a page in the order they are drawn. */
export function linesOf(runs: readonly TextRun[]): Line[] {
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
  const pieces = split(runs, WIDE_GAP).flatMap(pieceOf);
  const [first] = pieces;
  if (!first) return [];
  return [
    {
      pieces,
      text: pieces.map(({ text }) => text).join(' '),
      x: Math.min(...pieces.map(({ x }) => x)),
      right: Math.max(...pieces.map(({ right }) => right)),
      height: Math.max(...pieces.map(({ height }) => height)),
      y: first.y,
      font: first.font,
    },
  ];
}

function pieceOf(runs: readonly TextRun[]): Piece[] {
  const inked = runs.filter(({ str }) => str.trim());
  const [first] = inked;
  const text = textOf(runs);
  if (!first || !text) return [];
  return [
    {
      text,
      x: inked.reduce((least, { transform }) => Math.min(least, transform[4] ?? 0), Number.POSITIVE_INFINITY),
      y: first.transform[5] ?? 0,
      right: inked.reduce((most, run) => Math.max(most, rightOf(run)), 0),
      height: inked.reduce((most, { height }) => Math.max(most, height), 0),
      font: first.fontName ?? '',
      parts: split(runs, NARROW_GAP).flatMap((some) => {
        const [start] = some.filter(({ str }) => str.trim());
        const end = some.findLast(({ str }) => str.trim());
        return start && end ? [{ text: textOf(some), x: start.transform[4] ?? 0, right: rightOf(end) }] : [];
      }),
    },
  ];
}

/** Cuts runs where as many heights of nothing lie between two of them. */
function split(runs: readonly TextRun[], heights: number): TextRun[][] {
  const pieces: TextRun[][] = [];
  let before: TextRun | null = null;
  for (const run of runs) {
    const gap = before && run.str.trim() ? (run.transform[4] ?? 0) - rightOf(before) : 0;
    if (!before || gap > heights * Math.max(run.height, before.height)) pieces.push([]);
    pieces.at(-1)!.push(run);
    if (run.str.trim() || !before) before = run.str.trim() ? run : before;
  }
  return pieces;
}

function rightOf({ transform, width }: TextRun): number {
  return (transform[4] ?? 0) + width;
}

function textOf(runs: readonly TextRun[]): string {
  return runs
    .map(({ str }) => str)
    .join('')
    .replace(PRIVATE_USE, '•')
    .replace(/\s+/g, ' ')
    .trim();
}
