import { type Logger, type LoggerOptions, pino } from 'pino';

/** One JSON line an event on standard output; readable instead when that is a terminal and pino-pretty is installed. */
export function createLog(level: string): Logger {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  };
  return pino(options);
}
