import { type DiagLogFunction, DiagLogLevel, diag } from '@opentelemetry/api';
import type { Logger } from 'pino';
import { isCode } from './error-fields.ts';
import { masked } from './masked.ts';

const WINDOW_MS = 60_000;
const LINES_PER_WINDOW = 3;

/**
 * Brings what OpenTelemetry says of itself into our log, a few lines a minute: a collector that is away for a day must
 * not fill a disk.
 */
export function logDiagnostics(log: Pick<Logger, 'warn'>, now = () => performance.now()): void {
  let windowStart = now();
  let lines = 0;
  let unsaid = 0;
  const warn: DiagLogFunction = (message) => {
    if (now() - windowStart >= WINDOW_MS) {
      windowStart = now();
      lines = 0;
    }
    lines += 1;
    if (lines > LINES_PER_WINDOW) return void unsaid++;
    log.warn({ ...about(message), unsaid }, 'telemetry');
    unsaid = 0;
  };
  const silent = () => {};
  diag.setLogger(
    { error: warn, warn, info: silent, debug: silent, verbose: silent },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}

/** A failed export comes as JSON of its error, with the collector's own words in it; anything else as a sentence. */
function about(message: unknown): Record<string, unknown> {
  try {
    const { name, code } = JSON.parse(String(message)) as Record<string, unknown>;
    return { problem: 'export failed', ...(isCode(name) && { type: name }), ...(isCode(code) && { code }) };
  } catch {
    return { problem: masked(String(message)) };
  }
}
