import { createHash } from 'node:crypto';
import { damaged, digestOf, type Entry, type SealedEntry, sealed, unsealed } from './archive-entry.ts';
import { type ArchiveReader, createArchiveReader } from './archive-reader.ts';
import type { CopyParts, DocumentCopy } from './copying.ts';

const FORMAT = 'docent-backup';
const VERSION = 1;

/** The last line: what comes without it is not whole. `sha256` is of all that comes before. */
type End = { end: true; documents: number; sha256: string };

/**
 * All copies as one stream of bytes: a line that names the format, then a line and the bytes of each document, then a line
 * with their number and a digest of it all.
 */
export async function* writeArchive(copies: AsyncIterable<DocumentCopy>): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let documents = 0;
  const counted = (bytes: Uint8Array) => {
    hash.update(bytes);
    return bytes;
  };
  yield counted(line({ format: FORMAT, version: VERSION }));
  for await (const copy of copies) {
    yield counted(line(sealed(entryOf(copy))));
    if (copy.parts.vectors) yield counted(bytesOf(copy.parts.vectors.values));
    if (copy.bytes) yield* originalOf(copy, counted);
    documents++;
  }
  const end: End = { end: true, documents, sha256: hash.digest('hex') };
  yield line(end);
}

/** One that is deleted while it is read is filled up, and is left out by whoever reads the archive. */
async function* originalOf({ document, bytes }: DocumentCopy, counted: (bytes: Uint8Array) => Uint8Array) {
  let left = document.bytes;
  try {
    for await (const piece of bytes!) {
      left -= piece.length;
      yield counted(piece);
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'not_found')) throw error;
  }
  for (; left > 0; left -= Math.min(left, 65_536)) yield counted(new Uint8Array(Math.min(left, 65_536)));
}

/**
 * The copies of an archive. The original of one has to be read before the next is asked for, else it is skipped.
 * @throws Error when it is no archive, of a newer version, not whole, or damaged.
 */
export async function* readArchive(stream: AsyncIterable<Uint8Array>): AsyncGenerator<DocumentCopy> {
  const reader = createArchiveReader(stream);
  const head = (await reader.json()) as { format?: string; version?: number } | null;
  if (head?.format !== FORMAT) throw new Error('this is no backup of Docent');
  if (head.version !== VERSION) throw new Error(`the backup was written by a newer version (${head.version})`);
  for (let documents = 0; ; documents++) {
    const sha256 = reader.digest();
    const entry = (await reader.json()) as SealedEntry | End | null;
    if (!entry) throw new Error('the backup is not whole: its end is missing');
    if ('end' in entry) {
      if (entry.documents !== documents || entry.sha256 !== sha256) throw damaged();
      return;
    }
    yield* copyOf(unsealed(entry), reader);
  }
}

async function* copyOf(entry: Entry, reader: ArchiveReader): AsyncGenerator<DocumentCopy> {
  const { document, text, payer, dueMs, bytes } = entry;
  const chunks = entry.chunks.map(([start, end, page], position) => ({ position, start, end, page }));
  const values = entry.vectors && (await reader.whole(entry.vectors.bytes));
  if (values && entry.vectors?.sha256 !== undefined && entry.vectors.sha256 !== digestOf(values)) throw damaged();
  const vectors = entry.vectors &&
    values && {
      model: entry.vectors.model,
      dimensions: entry.vectors.dimensions,
      values: new Float32Array(values.buffer),
    };
  const original = bytes === null ? null : reader.pieces(bytes);
  yield { document, text, parts: { chunks, vectors, payer, dueMs }, bytes: original };
  if (original) for await (const _ of original);
}

function entryOf({ document, text, parts, bytes }: DocumentCopy): Entry {
  const { chunks, vectors, payer, dueMs } = parts satisfies CopyParts;
  return {
    document,
    text,
    chunks: chunks.map(({ start, end, page }) => [start, end, page]),
    payer,
    dueMs,
    vectors: vectors && {
      model: vectors.model,
      dimensions: vectors.dimensions,
      bytes: vectors.values.byteLength,
      sha256: digestOf(bytesOf(vectors.values)),
    },
    bytes: bytes && document.bytes,
  };
}

function line(value: object): Uint8Array {
  return Buffer.from(`${JSON.stringify(value)}\n`);
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
