import type { Line } from './pdf-lines.ts';

/** A line that stands in one place of so many pages, the same but for its figures, is no part of what they say. */
const PAGES_MIN = 3;
/** In points: how far one place may move. */
const PLACE = 3;
/** Lines at the head or foot of a page that are looked at. */
const LINES_MAX = 4;
/** Heights of the letters that a running head keeps from the text. */
const APART = 1.6;
/** A table's names stand this near above its first row. */
const TABLE_GAP = 3.5;

/** Figures of one line whose part in page numbers is looked at. */
const FIGURES_MAX = 4;

/**
 * The lines of each page without running heads and feet: those at its edges, set apart, that three pages have or more, the
 * same but for figures that count the pages.
 */
export function withoutRunning(pages: readonly (readonly Line[])[]): Line[][] {
  const counts = new Map<string, number>();
  for (const [number, page] of pages.entries())
    for (const key of new Set([...new Set(edgesOf(page).flat())].flatMap((line) => keysOf(line, number))))
      counts.set(key, (counts.get(key) ?? 0) + 1);
  const isRunning = (line: Line, keys: readonly string[]) =>
    keys.some((key) => sumNearby(counts, placeOf(line), key) >= PAGES_MIN);

  const stripped = pages.map((page, number) => {
    const running = new Set(
      edgesOf(page).flatMap((edge) => {
        const end = edge.findIndex((line) => !isRunning(line, looksOf(line, number)));
        const [found, body] = end < 0 ? [edge, undefined] : [edge.slice(0, end), edge[end]];
        const last = found.at(-1);
        const isNames = last && body && isRunning(last, [last.text]) && nameColumns(last, body);
        return isNames ? found.slice(0, -1) : apart(found, body);
      }),
    );
    return page.filter((line) => !running.has(line));
  });
  return stripped.some((page) => page.length > 0) ? stripped : pages.map((page) => [...page]);
}

/** The outermost lines, from the top down and from the foot up. */
function edgesOf(page: readonly Line[]): Line[][] {
  const byHeight = page.toSorted((a, b) => b.y - a.y);
  return [byHeight.slice(0, LINES_MAX), byHeight.slice(-LINES_MAX).reverse()];
}

/** As many of them, from the edge on, as have a gap behind. */
function apart(found: readonly Line[], body: Line | undefined): Line[] {
  const gapAfter = (at: number) => {
    const next = found[at + 1] ?? body;
    return next ? Math.abs(found[at]!.y - next.y) / Math.max(found[at]!.height, 1) : Number.POSITIVE_INFINITY;
  };
  const last = found.findLastIndex((_, at) => gapAfter(at) > APART);
  return found.slice(0, last + 1);
}

/** A line of cells right above one: a table that each page names the columns of again. */
function nameColumns(last: Line, body: Line): boolean {
  const gap = last.y - body.y;
  return gap > 0 && gap <= TABLE_GAP * last.height && last.pieces.length > 1 && body.pieces.length > 1;
}

function keysOf(line: Line, page: number): string[] {
  return looksOf(line, page).map((look) => keyOf(placeOf(line), look));
}

/** What a line may look like on every page: as it is, or with some of its figures counted from the page's own number. */
function looksOf({ text }: Line, page: number): string[] {
  if (/^\W*(?:\p{Nd}{1,4}|[ivxlc]+)\W*$/iu.test(text)) return ['#'];
  let looks = [''];
  let figures = 0;
  for (const part of text.split(/(\p{Nd}{1,6})/u)) {
    const counted = /^\p{Nd}/u.test(part) && figures++ < FIGURES_MAX ? [`#${Number(part) - page}`] : [];
    looks = looks.flatMap((look) => [part, ...counted].map((next) => look + next));
  }
  return looks;
}

function sumNearby(counts: ReadonlyMap<string, number>, place: number, look: string): number {
  return [-1, 0, 1].reduce((sum, off) => sum + (counts.get(keyOf(place + off, look)) ?? 0), 0);
}

function keyOf(place: number, look: string): string {
  return `${place} ${look}`;
}

function placeOf({ y }: Line): number {
  return Math.round(y / PLACE);
}
