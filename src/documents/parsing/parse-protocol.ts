import type { Extract, IngestErrorCode, MediaType } from '../document.ts';
import type { ParseLimits } from './parse-limits.ts';

/** The first frame to the child, as JSON; the file's bytes follow. */
export type ParseRequest = { readonly mediaType: MediaType; readonly limits: ParseLimits };

/** The first frame from the child, as JSON; of a parsed file the text follows, as UTF-16, little-endian. */
export type ParseAnswer =
  | ({ readonly outcome: 'parsed' } & Omit<Extract, 'text'>)
  | { readonly outcome: 'failed'; readonly code: IngestErrorCode; readonly message: string };
