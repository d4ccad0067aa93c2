/**
 * The postings of every term of a document, encoded: for each chunk that has the term its position, how often it has
 * it, and how many terms the chunk has in all, as BM25 needs them.
 */
export type DocumentPostings = { readonly entries: ReadonlyMap<string, Uint8Array>; readonly termCount: number };

/** Makes the postings of a document from the index terms of its chunks, in order, each chunk's joined by spaces. */
export function documentPostings(chunkTerms: readonly string[]): DocumentPostings {
  const encoders = new Map<string, Encoder>();
  let termCount = 0;
  for (const [position, joined] of chunkTerms.entries()) {
    const terms = joined === '' ? [] : joined.split(' ');
    termCount += terms.length;
    for (const [term, frequency] of frequencies(terms)) {
      const encoder = encoders.get(term) ?? { bytes: [], last: 0 };
      encoders.set(term, encoder);
      writeNumber(encoder.bytes, position - encoder.last);
      writeNumber(encoder.bytes, frequency);
      writeNumber(encoder.bytes, terms.length);
      encoder.last = position;
    }
  }
  return { entries: new Map([...encoders].map(([term, { bytes }]) => [term, Uint8Array.from(bytes)])), termCount };
}

/** Calls `visit` with every posting of an encoded row, in the order of positions, and returns how many there were. */
export function forEachPosting(
  entries: Uint8Array,
  visit: (position: number, frequency: number, length: number) => void,
): number {
  let at = 0;
  const readNumber = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = entries[at++] ?? 0;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  let count = 0;
  for (let position = 0; at < entries.length; count++) {
    position += readNumber();
    visit(position, readNumber(), readNumber());
  }
  return count;
}

type Encoder = { bytes: number[]; last: number };

/** Seven bits a byte, least significant first, the high bit set on all but the last. */
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
