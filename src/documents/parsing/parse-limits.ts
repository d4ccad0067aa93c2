/** What one document may ask of its parser before it is refused as `parse_limit_exceeded`. */
export type ParseLimits = {
  readonly maxPages: number;
  /** UTF-16 code units of the extracted text. */
  readonly maxChars: number;
  /** UTF-16 code units of text for each byte of the file. */
  readonly maxRatio: number;
  /** Entries of a zip container, the bytes they unpack to, and how many times the file's own size that may be. */
  readonly zipMaxEntries: number;
  readonly zipMaxBytes: number;
  readonly zipMaxRatio: number;
};
