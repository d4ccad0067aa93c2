/** Units of a part, by default; a part that would end inside a surrogate pair is one unit longer. */
export const PART_UNITS = 8192;

export type TextPart = { readonly start: number; readonly text: string };

/** Cuts well-formed text into parts of about `units` UTF-16 code units, never inside a surrogate pair. */
export function* textParts(text: string, units = PART_UNITS): Generator<TextPart> {
  for (let start = 0; start < text.length; ) {
    let end = Math.min(text.length, start + units);
    if (isLowSurrogate(text.charCodeAt(end))) end++;
    yield { start, text: text.slice(start, end) };
    start = end;
  }
}

/** The slice [start, end) of the text that the parts, in order, cover. */
export function sliceOfParts(parts: readonly TextPart[], start: number, end: number): string {
  const from = parts[0]?.start ?? 0;
  return parts
    .map((part) => part.text)
    .join('')
    .slice(start - from, end - from);
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff; // NaN past the end is neither
}
