import type { Owner } from '../../limits/caller.ts';
import type { Extract, MediaType } from '../document.ts';

export type ParseFile = {
  /** Whose file it is: no two owners' files meet in one process. */
  readonly owner: Owner;
  readonly mediaType: MediaType;
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly signal: AbortSignal;
};

/** Turns a file's bytes into text. A hostile file costs its own document only. */
export type Parser = {
  /** @throws ParseError; rejects with the signal's reason when aborted, and the work is ended. */
  parse(file: ParseFile): Promise<Extract>;
  /** Ends every child process. */
  close(): Promise<void>;
};
