import { exitAtOnce } from './exit-at-once.ts';

/** npm sends its child every signal that it gets, also one that a terminal has sent to both. */
const ECHO_MS = process.env.npm_lifecycle_event === undefined ? 0 : 500;

/** Resolves with the first SIGTERM or SIGINT from now on; one more ends the process at once, with 1. */
export function stopSignal(): Promise<NodeJS.Signals> {
  let askedMs: number | undefined;
  return new Promise((asked) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const)
      process.on(signal, () => {
        if (askedMs !== undefined && performance.now() - askedMs >= ECHO_MS) exitAtOnce(1);
        askedMs ??= performance.now();
        asked(signal);
      });
  });
}
