import { exitAtOnce } from './exit-at-once.ts';

/**
 * Resolves with the first SIGTERM or SIGINT from now on; one more ends the process at once, with 1, unless it comes
 * within `echoMs` of the first.
 */
export function stopSignal({ echoMs }: { echoMs: number }): Promise<NodeJS.Signals> {
  let askedMs: number | undefined;
  return new Promise((asked) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const)
      process.on(signal, () => {
        if (askedMs !== undefined && performance.now() - askedMs >= echoMs) exitAtOnce(1);
        askedMs ??= performance.now();
        asked(signal);
      });
  });
}
