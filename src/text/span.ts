/** A stretch of a text, [start, end) in UTF-16 code units. */
export type Span = { readonly start: number; readonly end: number };
