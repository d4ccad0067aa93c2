/** How fast a body has to come: after `graceMs`, at least `minBytes` in each `windowMs`. */
export type Pace = { readonly graceMs: number; readonly windowMs: number; readonly minBytes: number };

/**
 * Measures a body against its pace. Tell it of each stretch of time in which the client was waited for, with the bytes
 * that came; time in which the service held the client up is nobody's fault, and is left out.
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
