import { createHash } from 'node:crypto';
import { damaged } from './archive-entry.ts';

const NEWLINE = 10;
const PIECE_BYTES = 64 * 1024;
/** The longest text is 100 MB by `PARSE_MAX_CHARS`; nobody makes us hold more than that of a foreign file. */
const LINE_MAX_BYTES = 512 * 1024 * 1024;

export type ArchiveReader = ReturnType<typeof createArchiveReader>;

/** Takes a stream of bytes apart: lines of JSON, and bytes of a known number between them. */
export function createArchiveReader(stream: AsyncIterable<Uint8Array>) {
  const source = stream[Symbol.asyncIterator]();
  const hash = createHash('sha256');
  let held: Uint8Array = new Uint8Array(0);

  /** Whether anything comes next. */
  async function fill(): Promise<boolean> {
    while (held.length === 0) {
      const { done, value } = await source.next();
      if (done) return false;
      held = value;
    }
    return true;
  }

  /** What comes next, at most `max` bytes; null: nothing does. */
  async function next(max: number): Promise<Uint8Array | null> {
    if (!(await fill())) return null;
    const piece = held.subarray(0, max);
    held = held.subarray(piece.length);
    hash.update(piece);
    return piece;
  }

  /** Reads what is left of it when it is iterated again. */
  function pieces(count: number): AsyncIterable<Uint8Array> {
    let left = count;
    return {
      async *[Symbol.asyncIterator]() {
        while (left > 0) {
          const piece = await next(Math.min(left, PIECE_BYTES));
          if (!piece) throw new Error('the backup is not whole: a file ends in the middle');
          left -= piece.length;
          yield piece;
        }
      },
    };
  }

  return {
    pieces,
    /** The next line; null at the end. */
    async json(): Promise<unknown> {
      const parts: Uint8Array[] = [];
      for (let length = 0; length < LINE_MAX_BYTES; ) {
        const end = (await fill()) ? held.indexOf(NEWLINE) : -1;
        const piece = await next(end < 0 ? Number.POSITIVE_INFINITY : end + 1);
        if (!piece) return null;
        parts.push(piece);
        length += piece.length;
        if (piece.at(-1) === NEWLINE) return parse(Buffer.concat(parts));
      }
      throw damaged();
    },
    /** The next bytes in a buffer of their own. */
    async whole(count: number): Promise<Uint8Array<ArrayBuffer>> {
      const all = new Uint8Array(count);
      let at = 0;
      for await (const piece of pieces(count)) {
        all.set(piece, at);
        at += piece.length;
      }
      return all;
    },
    /** SHA-256 of all that was read, in hex. */
    digest: () => hash.copy().digest('hex'),
  };
}

function parse(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString());
  } catch (cause) {
    throw new Error('this is no backup of Docent, or a damaged one', { cause });
  }
}
