import { type Annotation, filledIn, isBox } from './pdf-field-value.ts';
import type { Line, Piece } from './pdf-lines.ts';

/** In points: as far as a label may stand from its field. */
const LABEL_BESIDE = 160;
const LABEL_ABOVE = 36;
const LETTERS = 10;

/** The lines of a page with what was filled in, beside the labels of the fields: `Name: Ana`. */
export function withFields(lines: readonly Line[], annotations: readonly Annotation[]): Line[] {
  const all = [...lines];
  for (const field of annotations) {
    const text = filledIn(field);
    if (!text) continue;
    const piece = pieceOf(field, text);
    const found = isBox(field) ? (right(all, piece) ?? left(all, piece)) : (left(all, piece) ?? above(all, piece));
    if (found) all[found.at] = labelled(all[found.at]!, found.label, piece);
    else all.push(lineOf({ ...piece, text: join(field.alternativeText ?? '', piece.text) }));
  }
  return all;
}

function pieceOf({ rect, multiLine }: Annotation, text: string): Piece {
  const [x = 0, bottom = 0, right = 0, top = 0] = rect;
  const y = multiLine ? top - LETTERS : bottom + Math.max(0, top - bottom - LETTERS * 0.7) / 2;
  return { text, x, y, right, height: LETTERS, font: '', parts: [{ text, x, right }] };
}

type Label = { at: number; label: Piece };

function left(lines: readonly Line[], { x, y }: Piece): Label | undefined {
  return nearest(lines, (piece) => (onHeight(piece, y) && piece.right <= x + 3 ? x - piece.right : LABEL_BESIDE));
}

function right(lines: readonly Line[], { right: from, y }: Piece): Label | undefined {
  return nearest(lines, (piece) => (onHeight(piece, y) && piece.x >= from - 3 ? piece.x - from : LABEL_BESIDE / 4));
}

function above(lines: readonly Line[], { x, right: to, y }: Piece): Label | undefined {
  return nearest(lines, (piece) =>
    piece.y > y && piece.x < to && piece.right > x ? (piece.y - y) * (LABEL_BESIDE / LABEL_ABOVE) : LABEL_BESIDE,
  );
}

function onHeight(piece: Piece, y: number): boolean {
  return Math.abs(piece.y - y) <= Math.max(piece.height, LETTERS) * 0.7;
}

function nearest(lines: readonly Line[], distance: (piece: Piece) => number): Label | undefined {
  let found: Label | undefined;
  let least = LABEL_BESIDE;
  for (const [at, { pieces }] of lines.entries())
    for (const label of pieces) {
      const away = distance(label);
      if (away >= least) continue;
      least = away;
      found = { at, label };
    }
  return found;
}

/** The field and its label are one piece from here on. */
function labelled(line: Line, label: Piece, field: Piece): Line {
  const isBefore = field.right <= label.x + 3;
  const text = isBefore ? `${field.text} ${label.text}` : join(label.text, field.text);
  const [x, end] = [Math.min(label.x, field.x), Math.max(label.right, field.right)];
  const both = { ...label, text, x, right: end, parts: [{ text, x, right: end }] };
  const pieces = line.pieces.map((piece) => (piece === label ? both : piece));
  return {
    ...line,
    isForm: true,
    pieces,
    text: pieces.map((piece) => piece.text).join(' '),
    right: Math.max(line.right, end),
  };
}

function join(label: string, value: string): string {
  if (!label) return value;
  return /[:?]$|[☒☐]/.test(label) || /^[☒☐]/.test(value) ? `${label} ${value}` : `${label}: ${value}`;
}

function lineOf(piece: Piece): Line {
  const { parts: _, ...rest } = piece;
  return { ...rest, isForm: true, pieces: [piece] };
}
