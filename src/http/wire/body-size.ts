import type { ServerResponse } from 'node:http';

/** Counts the body of a response as it is written, in bytes. */
export function countBody(res: ServerResponse): () => number {
  let written = 0;
  const write = res.write;
  res.write = function counted(this: ServerResponse, chunk: string | Uint8Array, ...rest: unknown[]) {
    written += typeof chunk === 'string' ? Buffer.byteLength(chunk) : chunk.byteLength;
    return Reflect.apply(write, this, [chunk, ...rest]) as boolean;
  } as ServerResponse['write'];

  /** A body sent in one piece passes through `end` alone, but its length is declared. */
  return function bodyBytes() {
    const declared = res.writableFinished ? Number(res.getHeader('Content-Length')) : Number.NaN;
    return Number.isNaN(declared) ? written : declared;
  };
}
