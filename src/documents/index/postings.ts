import { PostingsReader } from './postings-reader.ts';

/**
 * Where a term stands in one document, encoded as numbers of seven bits a byte: for each chunk that has it the position
 * (less the one before), how often it stands there, and how many terms the chunk has in all, as BM25 needs them.
 */
export type TermPostings = { readonly chunks: number; readonly body: Uint8Array };

/** The postings of a document's terms. Each is encoded when it is asked for: of a million at once the objects alone take 400 MB. */
export type DocumentPostings = {
  terms(): Iterable<string>;
  get(term: string): TermPostings | undefined;
  /** How long a term's `body` is. */
  bytes(term: string): number;
};

/** The postings of every term of a document, from the index terms of its chunks in order, each chunk's joined by spaces. */
export function documentPostings(chunkTerms: readonly string[]): DocumentPostings {
  const lists = new Map<string, number[]>();
  for (const [position, joined] of chunkTerms.entries()) {
    const terms = termsOf(joined);
    for (const [term, frequency] of frequencies(terms)) {
      const list = lists.get(term);
      if (list) list.push(position, frequency, terms.length);
      else lists.set(term, [position, frequency, terms.length]);
    }
  }
  return {
    terms: () => lists.keys(),
    get(term) {
      const list = lists.get(term);
      return list && { chunks: list.length / 3, body: encoded(list) };
    },
    bytes: (term) => encodedBytes(lists.get(term) ?? []),
  };
}

/** The terms that `Content.terms` joins. */
export function termsOf(joined: string): string[] {
  return joined === '' ? [] : joined.split(' ');
}

/** One document's segment of a row of postings; a row is such segments one after the other. */
export function segmentOf(document: number, { chunks, body }: TermPostings): Uint8Array {
  const head: number[] = [];
  for (const number of [document, chunks, body.length]) writeNumber(head, number);
  return Uint8Array.from([...head, ...body]);
}

/** A row of postings without a document's segment; null when that leaves nothing. */
export function withoutDocument(row: Uint8Array, document: number): Uint8Array | null {
  const reader = new PostingsReader(row);
  while (reader.nextDocument()) {
    if (reader.document !== document) continue;
    const rest = Uint8Array.from([...row.subarray(0, reader.from), ...row.subarray(reader.to)]);
    return rest.length > 0 ? rest : null;
  }
  return row;
}

function encoded(list: readonly number[]): Uint8Array {
  const bytes: number[] = [];
  for (const number of numbersOf(list)) writeNumber(bytes, number);
  return Uint8Array.from(bytes);
}

function encodedBytes(list: readonly number[]): number {
  let bytes = 0;
  for (const number of numbersOf(list)) bytes += number < 0x80 ? 1 : Math.ceil((32 - Math.clz32(number)) / 7);
  return bytes;
}

/** As they are written: each position less the one before it. */
function* numbersOf(list: readonly number[]): Generator<number> {
  let last = 0;
  for (let at = 0; at < list.length; at += 3) {
    const position = list[at] ?? 0;
    yield position - last;
    yield list[at + 1] ?? 0;
    yield list[at + 2] ?? 0;
    last = position;
  }
}

/** Least significant bits first, the high bit set on all bytes but the last. */
function writeNumber(bytes: number[], value: number): void {
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
}

function frequencies(terms: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}
