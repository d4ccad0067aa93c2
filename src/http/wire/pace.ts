/** How fast a body has to come: after `graceMs`, at least `minBytes` in each `windowMs`. */
export type Pace = { readonly graceMs: number; readonly windowMs: number; readonly minBytes: number };

/**
 * Measures how fast a body arrives. Call it with each period in which the service waited for the client, and the bytes that
 * came in it; periods in which the service itself was the slow side are not passed in.
 */
export function createPaceMeter({ graceMs, windowMs, minBytes }: Pace) {
  const window: { ms: number; bytes: number }[] = [];
  let graceLeftMs = graceMs;
  let sumMs = 0;
  let sumBytes = 0;

  /** True once the last `windowMs` brought too little. */
  return function isTooSlow(ms: number, bytes: number): boolean {
    if (graceLeftMs > 0) {
      graceLeftMs -= ms;
      return false;
    }
    window.push({ ms, bytes });
    sumMs += ms;
    sumBytes += bytes;
    for (let [oldest] = window; oldest && sumMs - oldest.ms >= windowMs; [oldest] = window) {
      window.shift();
      sumMs -= oldest.ms;
      sumBytes -= oldest.bytes;
    }
    return sumMs >= windowMs && sumBytes < minBytes;
  };
}
