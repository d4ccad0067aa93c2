/** Reads a row: `nextDocument()` until it is false, and for each document that matters `nextChunk()` until it is false. */
export class PostingsReader {
  document = 0;
  /** Chunks of the document that have the term. */
  chunks = 0;
  /** The bytes of the document's segment, [from, to). */
  from = 0;
  to = 0;
  position = 0;
  frequency = 0;
  length = 0;
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  nextDocument(): boolean {
    this.from = this.#at = this.to;
    if (this.#at >= this.#bytes.length) return false;
    this.document = this.#number();
    this.chunks = this.#number();
    const bodyBytes = this.#number();
    this.to = this.#at + bodyBytes;
    this.position = 0;
    return true;
  }

  nextChunk(): boolean {
    if (this.#at >= this.to) return false;
    this.position += this.#number();
    this.frequency = this.#number();
    this.length = this.#number();
    return true;
  }

  #number(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#bytes[this.#at++] ?? 0;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }
}
