import { duration } from './limits.js';

/** Writes how long something still takes into `node`, second by second. `signal` ends it early. */
export function countDown(node, ms, { say, signal }) {
  const endsAtMs = performance.now() + ms;
  return new Promise((done) => {
    const tick = () => {
      const left = endsAtMs - performance.now();
      if (left <= 0 || signal?.aborted) {
        clearInterval(timer);
        return done();
      }
      node.textContent = say(duration(left / 1000));
    };
    const timer = setInterval(tick, 250);
    signal?.addEventListener('abort', tick, { once: true });
    tick();
  });
}
