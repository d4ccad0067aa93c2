/** A key is some 2 KB; a set beyond this is none, or is meant to fill our memory. */
const MAX_BYTES = 1024 * 1024;

/**
 * Reads a key set for `jose`. Follows no redirect, since the configured server alone says which keys are good, and takes
 * no more than a bounded answer of it. @throws Error when there is more, or the server redirects or cannot be reached.
 */
export async function fetchKeySet(url: string, init: RequestInit): Promise<Response> {
  const { status, body } = await fetch(url, { ...init, redirect: 'error' });
  if (status !== 200) await body?.cancel();
  return status === 200 && body ? new Response(await bounded(body)) : new Response(null, { status });
}

async function bounded(body: ReadableStream<Uint8Array>): Promise<Blob> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const piece of body) {
    bytes += piece.length;
    if (bytes > MAX_BYTES) throw new Error(`The key set has more than ${MAX_BYTES} bytes`); // leaving cancels the rest
    pieces.push(new Uint8Array(piece));
  }
  return new Blob(pieces);
}
