import type { Logger } from 'pino';
import { exitAtOnce } from './exit-at-once.ts';

/** Logs what Node would print itself, in words that quote what callers sent: its warnings, and what nobody caught. */
export function logProcess(log: Pick<Logger, 'fatal' | 'flush' | 'warn'>): void {
  process.on('uncaughtException', (err) => {
    log.fatal({ err }, 'crashed');
    void written(log).then(() => exitAtOnce(1));
  });
  process.removeAllListeners('warning');
  process.on('warning', (err) => log.warn({ err }, 'warning'));
}

/** Resolves when all lines so far are written, or after `withinMs`, since a log that nobody reads holds up nothing. */
export async function written(log: Pick<Logger, 'flush'>, withinMs = 1000): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, withinMs);
  log.flush(() => resolve());
  await promise;
  clearTimeout(timer);
}
