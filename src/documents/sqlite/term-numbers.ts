import { createCipheriv, hash } from 'node:crypto';

const BLOCK_BYTES = 16;
/** 48 bits, which a double holds exactly: of a library's million terms it is one in 500 that any two share a number. */
const NUMBER_BYTES = 6;

/**
 * Numbers terms of a library: the index names them so, which tells nothing of a word without the library's secret. A number
 * is the start of the term's AES-256 block (of its hash where it is longer), all of them in one call: a keyed hash of each
 * costs ten times as much.
 */
export function numberTerms(librarySecret: Uint8Array, terms: readonly string[]): Float64Array {
  const blocks = Buffer.alloc(terms.length * BLOCK_BYTES);
  for (const [at, term] of terms.entries()) {
    if (Buffer.byteLength(term) <= BLOCK_BYTES) blocks.write(term, at * BLOCK_BYTES);
    else hash('sha256', term, 'buffer').copy(blocks, at * BLOCK_BYTES, 0, BLOCK_BYTES);
  }
  const sealed = createCipheriv('aes-256-ecb', librarySecret, null).setAutoPadding(false).update(blocks);
  return Float64Array.from(terms, (_, at) => sealed.readUIntBE(at * BLOCK_BYTES, NUMBER_BYTES));
}

/** A row of `document_terms`. */
export function writeNumbers(numbers: Float64Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

export function readNumbers(row: Uint8Array): Float64Array {
  return new Float64Array(row.slice().buffer); // aligned
}
