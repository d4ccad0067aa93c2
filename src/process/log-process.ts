import type { Logger } from 'pino';
import { exitAtOnce } from './exit-at-once.ts';

/** Logs what Node would print itself, in words that quote what callers sent: its warnings, and what nobody caught. */
export function logProcess(log: Pick<Logger, 'fatal' | 'warn'>): void {
  process.on('uncaughtException', (err) => {
    log.fatal({ err }, 'crashed');
    exitAtOnce(1);
  });
  process.removeAllListeners('warning');
  process.on('warning', (err) => log.warn({ err }, 'warning'));
}
